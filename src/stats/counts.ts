/** Whole numbers from 0, each in as few octets as the greatest of them needs. */
export type Counts = Uint8Array | Uint16Array | Uint32Array | Float64Array;

const kinds = [Uint8Array, Uint16Array, Uint32Array, Float64Array] as const;

/** So many zeros, in the room that numbers up to `greatest` need. */
export function zeros(length: number, greatest = 0): Counts {
  const Kind = kinds.find((kind) => greatest <= mostIn(kind.BYTES_PER_ELEMENT))!;
  return new Kind(length);
}

/** The same numbers, in no more room than they need. */
export function countsOf(numbers: ArrayLike<number>): Counts {
  let greatest = 0;
  for (let slot = 0; slot < numbers.length; slot++) greatest = Math.max(greatest, numbers[slot]!);
  const counts = zeros(numbers.length, greatest);
  counts.set(numbers);
  return counts;
}

/** Adds in place where there is room; otherwise returns them in wider room, with it added. */
export function added(counts: Counts, slot: number, times: number): Counts {
  const sum = counts[slot]! + times;
  const into = sum <= mostIn(counts.BYTES_PER_ELEMENT) ? counts : widened(counts, sum);
  into[slot] = sum;
  return into;
}

function widened(counts: Counts, greatest: number): Counts {
  const wider = zeros(counts.length, greatest);
  wider.set(counts);
  return wider;
}

/**
 * By octets. A double holds whatever may come: what is too large for it to be exact is not counted in
 * a lifetime. (Looked up, because each record asks, and a power costs as much as all the rest of it.)
 */
const most = [0, 0xff, 0xffff, 0, 0xffff_ffff, 0, 0, 0, Number.POSITIVE_INFINITY] as const;

const mostIn = (octets: number): number => most[octets]!;
