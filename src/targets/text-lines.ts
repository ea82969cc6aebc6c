import { HalfopenError } from "../errors.ts";

/** A line that says something: without its comment and the white space around it. */
export type Line = {
  /** From 1. */
  readonly number: number;
  readonly text: string;
};

/** Longer than any line that a person or a program writes into a list of hosts and ports. */
const longestLine = 65_536;

/**
 * The lines of a text in UTF-8 as it streams in, those of each chunk together; blank lines and
 * comments (`#` to the end of the line) are left out. Memory is that of one chunk and one line.
 * Throws FILE_UNREADABLE when the beginning shows that this is no text, or a line has no end.
 * `name` is what the sentences call it.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder();
  let unfinished = "";
  let number = 0;
  let beginning = true;

  const finish = (texts: readonly string[]): Line[] => {
    const lines: Line[] = [];
    for (const whole of texts) {
      number++;
      const comment = whole.indexOf("#");
      const text = (comment === -1 ? whole : whole.slice(0, comment)).trim();
      if (text !== "") lines.push({ number, text });
    }
    return lines;
  };

  for await (const chunk of chunks) {
    const decoded = decoder.decode(chunk, { stream: true });
    if (beginning && foreign.test(decoded)) throw notText(name);
    beginning = false;
    const texts = (unfinished + decoded).split("\n");
    unfinished = texts.pop() ?? "";
    if (unfinished.length > longestLine) {
      throw unreadable(
        `line ${number + texts.length + 1} of ${name} is longer than 64 KiB`,
        "write one target on each line",
      );
    }
    yield finish(texts);
  }
  yield finish([unfinished + decoder.decode()]);
}

/** NUL, and what the decoder puts in the place of octets that are not UTF-8. */
// oxlint-disable-next-line no-control-regex -- NUL is what tells binary files
const foreign = /[\u0000\ufffd]/;

const notText = (name: string): HalfopenError =>
  unreadable(`${name} is not a text in UTF-8`, "give a text file with one target on each line");

export const unreadable = (message: string, remedy: string, cause?: unknown): HalfopenError =>
  new HalfopenError("FILE_UNREADABLE", message, { remedy, cause });
