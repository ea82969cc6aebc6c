import { dateTime, type TimeStyle } from "../time.ts";
import type { shellWords } from "../shell/words.ts";
import type { Told } from "./latest-results.ts";
import type { targetWords } from "./words.ts";

type Ways = {
  readonly words: Pick<(typeof targetWords)["en"], "facts" | "clocks" | "yes">;
  readonly outcomes: (typeof shellWords)["en"]["outcomes"];
  readonly style: TimeStyle;
};

/**
 * Every fact of a result by its name: whatever the API tells is listed, so none can be forgotten. One
 * without a name in words keeps the API's.
 */
export function factsOf(
  result: Told,
  { words, outcomes, style }: Ways,
): (readonly [name: string, value: string])[] {
  const written: Readonly<Record<string, (value: never) => string>> = {
    at: (at: number) => `${dateTime(at, style)} (${new Date(at).toISOString()})`,
    outcome: (outcome: Told["outcome"]) => outcomes[outcome],
    clock: (clock: Told["clock"]) => words.clocks[clock],
    rttMs: exact,
    waitedMs: exact,
  };
  return leavesOf(result).map(([path, value]) => {
    const write = written[path] as ((value: unknown) => string) | undefined;
    return [words.facts[path] ?? path, write?.(value) ?? plain(value, words.yes)];
  });
}

/** To the nanosecond, as it was measured. */
const exact = (ms: number): string => `${Number(ms.toFixed(6))} ms`;

const plain = (value: unknown, yes: string): string =>
  value === true ? yes : Array.isArray(value) ? value.join(" ") : String(value);

/** What is in an object and in those within it, by its path: `reply.options.mss`. */
function leavesOf(value: object, prefix = ""): [path: string, value: unknown][] {
  return Object.entries(value).flatMap(([name, one]): [string, unknown][] =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? leavesOf(one as object, `${prefix}${name}.`)
      : [[prefix + name, one]],
  );
}
