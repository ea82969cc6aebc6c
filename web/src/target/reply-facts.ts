import type { Result } from "../../../src/api/contract.ts";

/** A fact's name and its value, as they are to be read. */
export type Fact = readonly [name: string, value: string];

/**
 * Every fact of an answer, however deep it is told: `{ options: { mss: 1460 } }` is mss 1460. What is
 * true needs no value, and a list of words no name.
 */
export function answerFacts({ reply, icmp, error }: Result): Fact[] {
  return [reply, icmp, error].flatMap((part) => (part === undefined ? [] : factsOf("", part)));
}

function factsOf(name: string, value: unknown): Fact[] {
  if (value === undefined || value === null || value === false) return [];
  if (value === true) return [[name, ""]];
  if (Array.isArray(value)) return value.length === 0 ? [] : [["", value.join(" ")]];
  if (typeof value === "object") {
    return Object.entries(value).flatMap(([inner, one]) =>
      factsOf(name === "" || name === "options" ? inner : `${name} ${inner}`, one),
    );
  }
  return [[name, typeof value === "string" ? value : JSON.stringify(value)]];
}
