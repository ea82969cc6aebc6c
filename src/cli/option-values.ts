import { isIP } from "node:net";
import { type PortList, parsePortList } from "../targets/index.ts";
import type { Nanoseconds } from "../units.ts";
import { formatDuration, parseDuration } from "./duration.ts";

/** One kind of value that an option takes: how it is read, and what a good one looks like. */
export type ValueKind<Value> = {
  /** Completes "must be …", in the sentence that refuses a bad value. */
  readonly expected: string;
  /** Undefined when the text is no such value. */
  readonly parse: (text: string) => Value | undefined;
  /** The least and the most, as --help tells them: `1 to 255`. */
  readonly range?: string;
  /** The only values there are, where they are few. */
  readonly choices?: readonly string[];
  /** Puts the value of a repeated option to those before it; without it the last one counts. */
  gather?(before: Value, value: Value): Value;
};

export function wholeNumber(least: number, most: number): ValueKind<number> {
  return {
    expected: `a whole number from ${least} to ${most}`,
    range: `${least} to ${most}`,
    parse: (text) => {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most ? value : undefined;
    },
  };
}

/** A duration; the limits are written as durations too. */
export function durationBetween(least: string, most: string): ValueKind<Nanoseconds> {
  const [from, to] = [least, most].map(parseDuration);
  if (from === undefined || to === undefined) throw new RangeError(`${least} to ${most}`);
  return {
    range: `${formatDuration(from)} to ${formatDuration(to)}`,
    expected: `a duration from ${formatDuration(from)} to ${formatDuration(to)}, such as 200ms, 1s or 1.5 (seconds)`,
    parse: (text) => {
      const value = parseDuration(text);
      return value !== undefined && value >= from && value <= to ? value : undefined;
    },
  };
}

export function oneOf<const Choice extends string>(...choices: Choice[]): ValueKind<Choice> {
  return {
    expected: `one of ${choices.join(", ")}`,
    parse: (text) => choices.find((choice) => choice === text),
    choices,
  };
}

export const ipAddress: ValueKind<string> = {
  expected: "an IPv4 or IPv6 address",
  parse: (text) => (isIP(text) === 0 ? undefined : text),
};

/** The name of a network interface; whether it exists is for the network to say. */
export const interfaceName: ValueKind<string> = {
  expected: "the name of an interface, such as eth0",
  parse: (text) => (/^[^\s/:]{1,15}$/.test(text) ? text : undefined),
};

/** A host as it stands; the target's own parser says what is wrong with it. */
export const anyText: ValueKind<string> = { expected: "a text", parse: (text) => text };

/** A list of ports; its own parser says what is wrong with one (TARGET_INVALID). */
export const ports: ValueKind<PortList> = { expected: "a list of ports", parse: parsePortList };

/** An option that may be given again and again. */
export function listOf<Value>({ expected, parse }: ValueKind<Value>): ValueKind<readonly Value[]> {
  return {
    expected,
    parse: (text) => {
      const value = parse(text);
      return value === undefined ? undefined : [value];
    },
    gather: (before, value) => [...before, ...value],
  };
}
