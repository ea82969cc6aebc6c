import { open } from "node:fs/promises";
import { unreadable } from "./text-lines.ts";

/**
 * The content of a file as a stream of chunks; the file is closed when the stream ends or is left.
 * Throws FILE_UNREADABLE for a missing file, a directory, and what this user may not read.
 */
export async function* readListFile(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path).catch((cause: unknown) => {
    throw refused(path, cause);
  });
  if ((await file.stat()).isDirectory()) throw refused(path, { code: "EISDIR" });
  yield* file.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>;
}

function refused(path: string, cause: unknown): Error {
  const code = String((cause as { code?: unknown } | null)?.code ?? cause);
  const reasons: Record<string, readonly [reason: string, remedy: string]> = {
    ENOENT: ["there is no such file", "check the path"],
    EISDIR: ["it is a directory", "name a file in it"],
    EACCES: ["this user may not read it", "check its permissions"],
  };
  const [reason, remedy] = reasons[code] ?? [code, "check the path"];
  return unreadable(`cannot read ${path}: ${reason}`, remedy, cause);
}
