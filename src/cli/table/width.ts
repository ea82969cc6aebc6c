/**
 * Code points that terminals give two cells: East Asian Width W and F (Unicode Standard Annex 11),
 * rounded to whole blocks, and emoji.
 */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]|\ufe0f/u;

/** Accents, joiners and controls take no cell by themselves. */
const empty = /^[\p{Mark}\p{Cc}\p{Cf}]/u;

/** What stands in nearly every cell, one cell each: Latin, dashes and dots, bars. */
const narrow = /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2580-\u259f]*$/;
let segmenter: Intl.Segmenter | undefined;

/** Cells of a terminal that a text without escape sequences takes. */
export function displayWidth(text: string): number {
  if (narrow.test(text)) return text.length;
  let width = 0;
  for (const character of charactersOf(text)) width += widthOf(character);
  return width;
}

/** The text in exactly `width` cells: filled up with spaces, or cut with `…` in the place of its middle. */
export function fit(text: string, width: number, align: "left" | "right" = "left"): string {
  const taken = displayWidth(text);
  if (taken > width) return fit(cut(text, width), width, align);
  const filling = " ".repeat(width - taken);
  return align === "left" ? text + filling : filling + text;
}

/** The end of a target is its port, and the beginning of a host its most telling label: both stay. */
function cut(text: string, width: number): string {
  if (width < 1) return "";
  const characters = charactersOf(text);
  const port = /:\d+$/.exec(text)?.[0].length ?? 0;
  const ending = Math.max(Math.floor((width - 1) / 3), port <= width - 3 ? port : 0);
  const tail = takeCells(characters.toReversed(), ending).toReversed();
  const head = takeCells(characters, width - 1 - displayWidth(tail.join("")));
  return `${head.join("")}…${tail.join("")}`;
}

function takeCells(characters: readonly string[], width: number): string[] {
  let left = width;
  const end = characters.findIndex((character) => (left -= widthOf(character)) < 0);
  return characters.slice(0, end === -1 ? characters.length : end);
}

/** What people call characters: an accent belongs to its letter, and a family of emoji is one. */
function charactersOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

const widthOf = (character: string): number =>
  wide.test(character) ? 2 : empty.test(character) ? 0 : 1;
