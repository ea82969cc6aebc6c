/**
 * Which bucket of a base-2 exponential histogram a value belongs to (OpenTelemetry metrics data
 * model, "ExponentialHistogram"): with base = 2^(2^-scale), bucket i holds base^i < value ≤ base^(i+1).
 */

/** Buckets 2.2 % wide. Every coarser scale is this one with neighbours joined. */
export const FINEST_SCALE = 5;
/** One bucket spans 2^64 here: joining further would join nothing. */
export const COARSEST_SCALE = -6;
/** The largest value with a bucket, 2^52 ns: 52 days. Two such still add up exactly in a double. */
export const LARGEST_VALUE = 2 ** 52;

const PER_OCTAVE = 2 ** FINEST_SCALE;
const FRACTION_BITS = 52;
const EXPONENT_BIAS = 1023;

// A double is 2^exponent * (1 + fraction / 2^52). Within an octave, bucket k begins just above
// 2^(k/32), so its first fraction is floor(2^52 * 2^(k/32)) + 1 - 2^52: exact, in integers, since the
// 32nd root is five square roots and floors may be nested. No 2^(k/32) but k = 0 is rational, so
// "just above" decides nothing but the exact powers of two.
const firstFraction = Float64Array.from({ length: PER_OCTAVE + 1 }, (_, k) => {
  let root = 2n ** BigInt(FRACTION_BITS * PER_OCTAVE + k);
  for (let halvings = 0; halvings < FINEST_SCALE; halvings++) root = integerSquareRoot(root);
  return Number(root) + 1 - 2 ** FRACTION_BITS;
});

// By the fraction's leading bits: the bucket of the lowest fraction that begins with them. A step of
// 1/64 is narrower than the narrowest bucket (2^(1/32) - 1 = 0.0219), so at most one bucket begins
// inside it, and one comparison settles which.
const LEADING_BITS = FINEST_SCALE + 1;
const bucketAtStep = Int8Array.from({ length: 2 ** LEADING_BITS }, (_, step) => {
  const fraction = step * 2 ** (FRACTION_BITS - LEADING_BITS);
  return firstFraction.findLastIndex((first) => first <= fraction);
});

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
double[0] = 1;
const HIGH = words[0] === 0 ? 1 : 0; // which of the words holds sign and exponent here
const LOW = 1 - HIGH;

/** Index at the finest scale of a whole `value` from 1 to LARGEST_VALUE: −1 for 1, then 0 upwards. */
export function finestIndex(value: number): number {
  double[0] = value;
  const high = words[HIGH]!;
  const fraction = (high & 0xf_ffff) * 0x1_0000_0000 + words[LOW]!;
  const bucket = bucketAtStep[(high >>> (20 - LEADING_BITS)) & (bucketAtStep.length - 1)]!;
  const exponent = (high >>> 20) - EXPONENT_BIAS;
  return exponent * PER_OCTAVE + bucket + (fraction >= firstFraction[bucket + 1]! ? 1 : 0);
}

/** Index at `scale` of a whole `value` from 1 to LARGEST_VALUE; right at every bucket boundary. */
export const bucketIndex = (value: number, scale: number): number =>
  finestIndex(value) >> (FINEST_SCALE - scale);

/** The value above which bucket `index` begins, and at which the one before it ends. */
export const lowerBound = (index: number, scale: number): number => 2 ** (index * 2 ** -scale);

/** What stands for all in a bucket: the harmonic mean of its bounds, equally wrong, in proportion, at either. */
export function middleOf(index: number, scale: number): number {
  const lower = lowerBound(index, scale);
  const upper = lowerBound(index + 1, scale);
  return (2 * lower * upper) / (lower + upper);
}

function integerSquareRoot(square: bigint): bigint {
  let root = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
