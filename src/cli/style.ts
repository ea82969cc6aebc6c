/** What a part of a line means; how it looks is the style's affair. */
export type Style = Record<"good" | "bad" | "doubtful" | "faint", (text: string) => string>;

const same = (text: string): string => text;

/** No colour at all: for files, pipes, JSON and whoever asked for it. */
export const plain: Style = { good: same, bad: same, doubtful: same, faint: same };

const sgr = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;

/** ECMA-48 colours: green, red, yellow and dim. */
export const coloured: Style = { good: sgr(32), bad: sgr(31), doubtful: sgr(33), faint: sgr(2) };

/** Colour only on a terminal, and never when NO_COLOR is set to anything or the terminal is dumb. */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  environment: { readonly NO_COLOR?: string; readonly TERM?: string },
): Style {
  const refused = Boolean(environment.NO_COLOR) || environment.TERM === "dumb";
  return stream.isTTY === true && !refused ? coloured : plain;
}
