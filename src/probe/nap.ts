import { nanoseconds, type Nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";

/** Probes a second of a fleet: what leaves together may also be told together. */
export const many = 2000;

const naps = [
  { above: many, nap: nanosecondsFromMilliseconds(2) },
  { above: 100, nap: nanosecondsFromMilliseconds(1) },
] as const;

/**
 * How long to sleep at the least between probes of so many a second: those that are due less than this
 * apart leave together, because to wake for each at its very moment costs most.
 */
export const napFor = (rate: number): Nanoseconds =>
  naps.find(({ above }) => rate > above)?.nap ?? nanoseconds(0);
