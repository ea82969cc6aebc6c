import { readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** Files, sorted, that a pattern names: `*` and `?` in the last part, from the folder `from`. */
export function filesMatching(pattern: string, from: string): string[] {
  const whole = resolve(from, pattern);
  const [folder, name] = [dirname(whole), basename(whole)];
  if (!/[*?]/.test(name)) return [whole];
  try {
    return readdirSync(folder)
      .filter((entry) => isNamedBy(entry, name))
      .toSorted()
      .map((entry) => join(folder, entry));
  } catch {
    return [];
  }
}

/** Whether a pattern means this file of its folder; a hidden one is still being written by an editor. */
export function isNamedBy(name: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return !name.startsWith(".") && new RegExp(`^${source}$`).test(name);
}
