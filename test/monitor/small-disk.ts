import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A disk of a few megabytes at that folder, until it is disposed. */
export function smallDisk(folder: string): Disposable {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=4m", "halfopen-test", folder]);
  return { [Symbol.dispose]: () => void execFileSync("umount", ["-l", folder]) };
}

/** Takes all the room that is left there; disposing frees it. */
export function fill(folder: string): Disposable {
  const ballast = join(folder, "ballast");
  for (let size = 4096; size >= 1; size = Math.floor(size / 2)) {
    try {
      writeFileSync(ballast, Buffer.alloc(size * 1024), { flag: "a" });
    } catch {
      // As much as there was room for is written: the next, smaller piece fills the rest.
    }
  }
  return { [Symbol.dispose]: () => rmSync(ballast, { force: true }) };
}
