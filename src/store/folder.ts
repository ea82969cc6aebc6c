import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder, for its user and group alone, and those above it, for all to pass through. Throws what
 * mkdir(2) says. One by one, because `recursive` of Node tries for ever where there is a parent that takes
 * no folder, as in /proc.
 */
export function makeFolder(folder: string, mode = 0o750): void {
  const above = dirname(folder);
  if (above !== folder && !existsSync(above)) makeFolder(above, 0o755);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // It may be there already, or another process was faster.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
