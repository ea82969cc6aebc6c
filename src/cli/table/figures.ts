import type { Nanoseconds } from "../../units.ts";

const scales = [
  ["ns", 1],
  ["µs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
] as const;

/** A delay in three digits, six cells at most: `850ns`, `26.9µs`, `1.20ms`, `12.0s`. */
export function shortDelay(delay: Nanoseconds): string {
  for (const [unit, size] of scales) {
    const value = Number((delay / size).toPrecision(3));
    if (value >= 1000 && unit !== "s") continue;
    return `${size === 1 || value >= 1000 ? Math.round(value) : value.toPrecision(3)}${unit}`;
  }
  return "";
}

/** A share in five cells at most. Only none is `0%`, and only all is `100%`. */
export function shortPercent(ratio: number): string {
  if (ratio === 0) return "0%";
  if (ratio === 1) return "100%";
  if (ratio < 0.001) return "<0.1%";
  return ratio > 0.999 ? ">99.9" : `${(ratio * 100).toFixed(1)}%`;
}

/** A count in six cells: `999999`, `1.20M`. */
export const shortCount = (count: number): string =>
  count < 1e6
    ? `${count}`
    : count < 1e9
      ? `${(count / 1e6).toPrecision(3)}M`
      : `${(count / 1e9).toPrecision(3)}G`;

/** `10,000`. */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
