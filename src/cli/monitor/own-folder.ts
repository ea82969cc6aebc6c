import { chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { HalfopenError } from "../../errors.ts";
import { userIds } from "../../net/index.ts";

/** Makes the data folder, and gives it to the user that the daemon becomes. Only root can. */
export function ownFolder(folder: string, user: string | undefined): void {
  if (user === undefined || process.getuid?.() !== 0) return;
  const { uid, gid } = userIds(user);
  try {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o750 });
    chownSync(folder, uid, gid);
    for (const name of readdirSync(folder)) chownSync(join(folder, name), uid, gid);
  } catch (cause) {
    throw new HalfopenError(
      "FILE_UNREADABLE",
      `cannot give ${folder} to ${user} (${(cause as Error).message})`,
      {
        remedy: "make it a folder of that user, or name another with data:",
        cause,
      },
    );
  }
}
