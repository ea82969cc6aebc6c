/** From and to, both from 0 to 1. */
export type Interval = readonly [low: number, high: number];

/** The 97.5 % quantile of the normal distribution: two sides of 2.5 % leave 95 %. */
const z = 1.959964;

/**
 * What the true share may well be when `hits` of `tries` were seen: the 95 % interval of Wilson's
 * score. Unlike the estimate alone it tells 0 of 5 from 0 of 5000. Undefined without tries.
 */
export function wilsonInterval(hits: number, tries: number): Interval | undefined {
  if (tries === 0) return undefined;
  const share = hits / tries;
  const scale = 1 + z ** 2 / tries;
  const middle = (share + z ** 2 / (2 * tries)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / tries + (z / (2 * tries)) ** 2);
  // At the ends the bound is the share itself; only rounding would move it.
  return [
    hits === 0 ? 0 : Math.max(0, middle - half),
    hits === tries ? 1 : Math.min(1, middle + half),
  ];
}
