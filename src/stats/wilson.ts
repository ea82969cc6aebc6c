/** Of the standard normal distribution: 95 % lie within ± this. */
const Z_95 = 1.959963984540054;

/**
 * Wilson score interval of a proportion, such as loss: the range of true ratios that `hits` out of
 * `trials` does not contradict, at the confidence of `z` standard deviations (95 % unless told).
 * Unlike the textbook's ± it stays within 0…1 and says something for 0 hits and for few trials.
 * Undefined without trials; throws RangeError unless 0 ≤ hits ≤ trials.
 */
export function wilsonInterval(
  hits: number,
  trials: number,
  z: number = Z_95,
): { readonly low: number; readonly high: number } | undefined {
  if (!(hits >= 0 && hits <= trials)) throw new RangeError(`${hits} of ${trials} is no proportion`);
  if (trials === 0) return undefined;
  const ratio = hits / trials;
  const weight = (z * z) / trials;
  const centre = (ratio + weight / 2) / (1 + weight);
  const reach = Math.sqrt((ratio * (1 - ratio) + weight / 4) * weight) / (1 + weight);
  // At the ends of the scale the bound is the end itself; subtraction leaves it a hair beside.
  return {
    low: hits === 0 ? 0 : Math.max(0, centre - reach),
    high: hits === trials ? 1 : Math.min(1, centre + reach),
  };
}
