/**
 * A histogram as octets:
 *
 *     version (1)  scale + 6  maxBuckets  zeroCount  number of buckets in use
 *     for each, upwards:  how many indexes were skipped  count
 *     when there is any:  sum div 2^52  sum mod 2^52  smallest  largest - smallest
 *
 * The version is one octet, all else LEB128 varints (7 bits an octet, least significant first, shortest
 * form). Equal histograms give equal octets. 60 samples take at most 160 octets, wherever they lie:
 * 2 for each bucket, one more for each of the few gaps of 128 buckets and more, and 33 for the rest.
 */
import { COARSEST_SCALE, FINEST_SCALE, finestIndex, LARGEST_VALUE } from "./bucket-index.ts";
import { Histogram } from "./histogram.ts";

const VERSION = 1;
const SUM_UNIT = 2n ** 52n;
const BEFORE_FIRST_INDEX = -2; // the lowest index there is, that of 1 ns, is -1
const HIGHEST_INDEX = finestIndex(LARGEST_VALUE);

export function encodeHistogram(histogram: Histogram): Uint8Array {
  const { scale, maxBuckets, zeroCount, sum, offset, counts, smallest, largest } =
    histogram.snapshot();
  const buckets: number[] = [];
  let previous = BEFORE_FIRST_INDEX;
  for (let slot = 0; slot < counts.length; slot++) {
    if (counts[slot] === 0) continue;
    buckets.push(offset + slot - previous - 1, counts[slot]!);
    previous = offset + slot;
  }
  const fields = [scale - COARSEST_SCALE, maxBuckets, zeroCount, buckets.length / 2, ...buckets];
  if (smallest !== undefined && largest !== undefined)
    fields.push(Number(sum / SUM_UNIT), Number(sum % SUM_UNIT), smallest, largest - smallest);
  const octets = [VERSION];
  for (const field of fields) pushVarint(octets, field);
  return Uint8Array.from(octets);
}

/** Inverse of `encodeHistogram`. Throws RangeError for octets that it did not make, and nothing else. */
export function decodeHistogram(octets: Uint8Array): Histogram {
  if (octets[0] !== VERSION) throw junk(`version ${octets[0] ?? "missing"}, expected ${VERSION}`);
  const next = varintReader(octets, 1);
  const scale = next() + COARSEST_SCALE;
  if (scale > FINEST_SCALE) throw junk("unknown scale");
  const maxBuckets = next();
  const zeroCount = next();
  const counts: number[] = [];
  let offset = 0;
  let index = BEFORE_FIRST_INDEX;
  const buckets = next();
  for (let bucket = 0; bucket < buckets; bucket++) {
    const skipped = next();
    index += skipped + 1;
    if (index > HIGHEST_INDEX >> (FINEST_SCALE - scale)) throw junk("bucket out of range");
    if (bucket === 0) offset = index;
    else for (let gap = 0; gap < skipped; gap++) counts.push(0);
    counts.push(positive(next()));
  }
  const shape = { scale, maxBuckets, zeroCount, offset, counts };
  const histogram = Histogram.from(
    buckets === 0 ? { ...shape, sum: 0n } : { ...shape, ...readTotals(next) },
  );
  next.end();
  return histogram;
}

function readTotals(next: () => number): { sum: bigint; smallest: number; largest: number } {
  const units = BigInt(next());
  const rest = BigInt(next());
  if (rest >= SUM_UNIT) throw junk("sum out of range");
  const smallest = next();
  return { sum: units * SUM_UNIT + rest, smallest, largest: smallest + next() };
}

function pushVarint(octets: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    octets.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  octets.push(rest);
}

/** Reads one varint after the other; `end` throws unless all are read. */
function varintReader(octets: Uint8Array, start: number): (() => number) & { end(): void } {
  let at = start;
  const next = (): number => {
    let value = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const octet = octets[at++];
      if (octet === undefined) throw junk("cut short");
      value += (octet & 0x7f) * unit;
      if (value > Number.MAX_SAFE_INTEGER) throw junk("number too large");
      if (octet >= 0x80) continue;
      if (octet === 0 && unit > 1) throw junk("number not in its shortest form");
      return value;
    }
  };
  const end = (): void => {
    if (at !== octets.length) throw junk("octets left over");
  };
  return Object.assign(next, { end });
}

function positive(count: number): number {
  if (count === 0) throw junk("empty bucket");
  return count;
}

const junk = (why: string): RangeError => new RangeError(`not an encoded histogram: ${why}`);
