import type { Nanoseconds } from "../../units.ts";

/** Units in which a delay reads well, each used below its limit (in nanoseconds). */
const scales = [
  { unit: "ns", size: 1, digits: 0, below: 1e3 },
  { unit: "µs", size: 1e3, digits: 3, below: 1e6 },
  { unit: "ms", size: 1e6, digits: 3, below: 10e9 },
  { unit: "s", size: 1e9, digits: 3, below: Number.POSITIVE_INFINITY },
] as const;

/** A delay in the unit that reads best: `850 ns`, `8.312 µs`, `11.402 ms`, `12.000 s`. */
export const formatDelay = (delay: Nanoseconds): string => formatDelays([delay]);

/** The same without decimals that say nothing: `2000 ms`; of a clock of whole microseconds, `23 µs`. */
export const formatWholeDelay = (delay: Nanoseconds): string =>
  formatDelay(delay).replace(".000 ", " ");

/** Delays side by side, all in the unit of the longest: `11.200/11.400/11.900 ms`. */
export function formatDelays(delays: readonly Nanoseconds[]): string {
  const longest = Math.max(...delays.map(Math.abs));
  const scale = scales.find(({ below }) => longest < below) ?? scales[3];
  const values = delays.map((delay) => (delay / scale.size).toFixed(scale.digits));
  return `${values.join("/")} ${scale.unit}`;
}
