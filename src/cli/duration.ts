import { type Nanoseconds, nanoseconds } from "../units.ts";

const nanosecondsIn = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 } as const;

/**
 * A length of time as people write it: `200ms`, `1s`, `2m`, `500us`, or seconds without a unit
 * (`1.5`). Rounded to a whole nanosecond; undefined when the text is no such thing. Never negative.
 */
export function parseDuration(text: string): Nanoseconds | undefined {
  const [, digits, unit = "s"] = /^(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = Math.round(Number(digits) * nanosecondsIn[unit as keyof typeof nanosecondsIn]);
  return Number.isSafeInteger(value) ? nanoseconds(value) : undefined;
}

/** The shortest way to write a duration so that `parseDuration` reads it back: `200ms`, `90s`, `0s`. */
export function formatDuration(duration: Nanoseconds): string {
  if (duration === 0) return "0s";
  const unit = (["h", "m", "s", "ms", "us"] as const).find(
    (name) => duration % nanosecondsIn[name] === 0,
  );
  return unit === undefined ? `${duration}ns` : `${duration / nanosecondsIn[unit]}${unit}`;
}
