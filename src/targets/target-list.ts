import { HalfopenError } from "../errors.ts";
import { entryParser, type TargetEntry } from "./target-entry.ts";
import { readLines, unreadable } from "./text-lines.ts";

export type TargetListOptions = {
  /** What sentences call it: a path, or `standard input`. */
  readonly name: string;
  /** Told of each wrong line, `targets.txt:3: …`; the others are read all the same. */
  readonly onWrongLine?: (error: HalfopenError) => void;
  /** May refuse an entry by throwing a HalfopenError: its line is wrong then, like the others. */
  readonly accept?: (entry: TargetEntry) => void;
  /** The first wrong line ends the reading. */
  readonly strict?: boolean;
};

/**
 * The entries of a target list as its octets stream in, those of each chunk together. One line is
 * `host`, `host:port`, a prefix or a prefix with ports; blank lines and `#` comments are skipped.
 * Throws FILE_UNREADABLE for what is no text and for a list without a single target, and with
 * `strict` TARGET_INVALID for the first wrong line.
 */
export async function* readTargetList(
  chunks: AsyncIterable<Uint8Array>,
  { name, onWrongLine, accept, strict = false }: TargetListOptions,
): AsyncGenerator<TargetEntry[]> {
  const parse = entryParser();
  let found = 0;
  let wrong = 0;
  for await (const lines of readLines(chunks, name)) {
    const entries: TargetEntry[] = [];
    for (const { number, text } of lines) {
      try {
        const entry = parse(text);
        accept?.(entry);
        entries.push(entry);
      } catch (error) {
        const told = atLine(name, number, error);
        if (strict) throw told;
        wrong++;
        onWrongLine?.(told);
      }
    }
    found += entries.length;
    if (entries.length > 0) yield entries;
  }
  if (found === 0) {
    throw unreadable(
      wrong === 0 ? `${name} names no target` : `no line of ${name} is a target`,
      "write one target on each line, as in example.com:443",
    );
  }
}

/** The same refusal, with the place where it happened before it. */
export const atLine = (name: string, line: number, error: unknown): HalfopenError => {
  if (!(error instanceof HalfopenError)) throw error;
  return new HalfopenError(error.code, `${name}:${line}: ${error.message}`, {
    cause: error,
    ...(error.remedy !== undefined && { remedy: error.remedy }),
  });
};
