declare const unit: unique symbol;

/** A length of time in nanoseconds. Whole numbers up to 2^53 (104 days) are exact. */
export type Nanoseconds = number & { readonly [unit]: "ns" };

/** A length of time in milliseconds, for people and JSON. */
export type Milliseconds = number & { readonly [unit]: "ms" };

/**
 * A point on the wall clock (CLOCK_REALTIME), as the kernel stamps packets.
 * Kept as a pair: `seconds * 1e9 + nanoseconds` in one double is only good to 256 ns.
 */
export type Instant = { readonly seconds: number; readonly nanoseconds: number };

export const nanoseconds = (value: number): Nanoseconds => value as Nanoseconds;

export const nanosecondsFromMilliseconds = (value: number): Nanoseconds =>
  Math.round(value * 1e6) as Nanoseconds;

export const nanosecondsFromSeconds = (value: number): Nanoseconds =>
  Math.round(value * 1e9) as Nanoseconds;

/** A number of things in words: `1 target`, `2 targets`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

/** Milliseconds with nanosecond digits: 11402113 becomes 11.402113. */
export const millisecondsFromNanoseconds = (value: Nanoseconds): Milliseconds =>
  (value / 1e6) as Milliseconds;

/** Nanoseconds from `start` to `end`; exact, negative when the clock ran backwards between them. */
export const elapsedBetween = (start: Instant, end: Instant): Nanoseconds =>
  ((end.seconds - start.seconds) * 1e9 + (end.nanoseconds - start.nanoseconds)) as Nanoseconds;

/** The instant `elapsed` nanoseconds after `start`; exact. */
export function instantAfter(start: Instant, elapsed: Nanoseconds): Instant {
  const total = start.nanoseconds + elapsed;
  const carried = Math.floor(total / 1e9);
  return { seconds: start.seconds + carried, nanoseconds: total - carried * 1e9 };
}

/** RFC 3339 in UTC with all nine digits of the second: `2026-01-01T00:00:00.000000000Z`. */
export function formatInstant({ seconds, nanoseconds: rest }: Instant): string {
  if (seconds !== latest.seconds) {
    latest = { seconds, text: new Date(seconds * 1000).toISOString().slice(0, 19) };
  }
  return `${latest.text}.${String(rest).padStart(9, "0")}Z`;
}

/** Instants are mostly told one after the other: the calendar is asked once a second. */
let latest = { seconds: 0, text: "1970-01-01T00:00:00" };
