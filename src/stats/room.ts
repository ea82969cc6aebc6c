/** Numbers of one owner: those of `numbers` from `from` on. */
export type Room = { readonly numbers: Float64Array; readonly from: number };

/** 8 KiB: at the worst what one owner keeps of others that are gone. */
const blockLength = 1024;

let block = new Float64Array(0);
let taken = 0;

/**
 * Room for so many numbers, all 0, beside those of other owners: an array of its own takes 400 octets more,
 * and there are tens of thousands. The memory is freed when none of its owners is left.
 */
export function roomFor(count: number): Room {
  if (count > block.length - taken) {
    if (count > blockLength) return { numbers: new Float64Array(count), from: 0 };
    block = new Float64Array(blockLength);
    taken = 0;
  }
  taken += count;
  return { numbers: block, from: taken - count };
}
