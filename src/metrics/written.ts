import { heading } from "./exposition.ts";
import type { FamilyName } from "./families.ts";

/** For each family what writes the samples that one subject has of it. */
export type Writers<Subject> = Partial<Record<FamilyName, (subject: Subject) => string>>;

/** Characters of a piece: less than a millisecond of work, and a string that dies young. */
const inOnePiece = 64 * 1024;

/** The families of `writers` in their order, in pieces. */
export function* written<Subject>(
  writers: Writers<Subject>,
  subjects: readonly Subject[],
): IterableIterator<string> {
  if (subjects.length === 0) return;
  for (const [name, write] of Object.entries(writers)) {
    let piece = heading(name as FamilyName);
    for (const subject of subjects) {
      piece += write(subject);
      if (piece.length < inOnePiece) continue;
      yield piece;
      piece = "";
    }
    yield piece;
  }
}
