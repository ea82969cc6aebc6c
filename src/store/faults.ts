/** What may be wrong with a file, and what follows from it. */
import { reasonOf } from "../errors.ts";

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? "";

/** Why, in words: the driver tells a file that it cannot open only by a number of its own. */
export const textOf = (error: unknown): string =>
  reasonOf(error).replace(/^ConnectionFailed\(.*\)$/s, "the file cannot be opened");

/** Marks what the file says and cannot be, where SQLite itself finds nothing wrong. */
const damaged = "STORE_DAMAGED";

/** The file is not what it should be, and no retry will help. */
export const isDamage = (error: unknown): boolean =>
  codeOf(error) === damaged ||
  /CORRUPT|NOTADB/.test(codeOf(error)) ||
  /malformed|not a database/.test(textOf(error));

export const isFull = (error: unknown): boolean =>
  /SQLITE_FULL/.test(codeOf(error)) || /disk is full/.test(textOf(error));

/** Another process holds the lock. */
export const isBusy = (error: unknown): boolean => /SQLITE_(?:BUSY|LOCKED)/.test(codeOf(error));

export const damage = (why: string, cause?: unknown): Error =>
  Object.assign(new Error(why, { cause }), { code: damaged });

/** Reads what a row holds: that it cannot be read is damage, like any other of the file. */
export function intact<Content>(what: string, read: () => Content): Content {
  try {
    return read();
  } catch (cause) {
    throw damage(`${what} cannot be read: ${textOf(cause)}`, cause);
  }
}
