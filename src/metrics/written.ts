import { heading } from "./exposition.ts";
import type { FamilyName } from "./families.ts";

/** For each family what writes the samples that one subject has of it. */
export type Writers<Subject> = Partial<Record<FamilyName, (subject: Subject) => string>>;

/** Subjects whose samples are one piece: some milliseconds of work at the most. */
const inOnePiece = 100;

/** The families of `writers` in their order, in pieces. */
export function* written<Subject>(
  writers: Writers<Subject>,
  subjects: readonly Subject[],
): IterableIterator<string> {
  if (subjects.length === 0) return;
  for (const [name, write] of Object.entries(writers)) {
    yield heading(name as FamilyName);
    for (let from = 0; from < subjects.length; from += inOnePiece) {
      let piece = "";
      for (const subject of subjects.slice(from, from + inOnePiece)) piece += write(subject);
      yield piece;
    }
  }
}
