import { existsSync, lchownSync } from "node:fs";
import { HalfopenError, reasonOf } from "../../errors.ts";
import { userIds } from "../../net/index.ts";
import { makeFolder } from "../../store/index.ts";

/**
 * Makes the data folder for the user that the daemon becomes; only root can. One that is there already is
 * left as it is: who may write to it may have put anything in it, and root must not hand that over.
 */
export function ownFolder(folder: string, user: string | undefined): void {
  if (user === undefined || process.getuid?.() !== 0 || existsSync(folder)) return;
  const { uid, gid } = userIds(user);
  try {
    makeFolder(folder);
    lchownSync(folder, uid, gid);
  } catch (cause) {
    throw new HalfopenError(
      "FILE_UNREADABLE",
      `cannot make ${folder} for ${user} (${reasonOf(cause)})`,
      { remedy: "make it a folder of that user, or name another with data:", cause },
    );
  }
}
