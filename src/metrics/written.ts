import { heading } from "./exposition.ts";
import type { FamilyName } from "./families.ts";

/** For each family what writes the samples that one subject has of it. */
export type Writers<Subject> = Partial<Record<FamilyName, (subject: Subject) => string>>;

/** Characters of a piece: less than a millisecond of work, and a string that dies young. */
const inOnePiece = 64 * 1024;

/** The families of `writers` in their order, in pieces; `subjects` is called for each. */
export function* written<Subject>(
  writers: Writers<Subject>,
  subjects: () => Iterable<Subject>,
): IterableIterator<string> {
  let piece = "";
  for (const [name, write] of Object.entries(writers)) {
    let isHeaded = false;
    for (const subject of subjects()) {
      if (!isHeaded) piece += heading(name as FamilyName);
      isHeaded = true;
      piece += write(subject);
      if (piece.length < inOnePiece) continue;
      yield piece;
      piece = "";
    }
  }
  if (piece !== "") yield piece;
}
