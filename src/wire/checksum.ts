/**
 * The Internet checksum (RFC 1071). A sum stays unfolded until it is asked for, so that sums of
 * parts may be prepared, kept and added. Sums below 2^32 fold right: 128 KiB of anything.
 */

/** One's-complement sum, unfolded, of 16-bit words; an odd last octet is padded with zero. HOT. */
export function sum(view: DataView, at: number, length: number, initial = 0): number {
  const end = at + length;
  let total = initial;
  let next = at;
  // Two words at a time: half the loads.
  for (; next + 4 <= end; next += 4) {
    const pair = view.getInt32(next);
    total += (pair >>> 16) + (pair & 0xffff);
  }
  if (next + 2 <= end) {
    total += view.getUint16(next);
    next += 2;
  }
  return next < end ? total + (view.getUint8(next) << 8) : total;
}

/** Carries of an unfolded sum brought home: 16 bits, 0xffff over data whose checksum holds. HOT. */
export function fold(unfolded: number): number {
  const once = (unfolded & 0xffff) + (unfolded >>> 16);
  return (once & 0xffff) + (once >>> 16);
}

/** What goes into the checksum field, computed while that field is zero. HOT. */
export const checksum = (view: DataView, at: number, length: number, initial = 0): number =>
  ~fold(sum(view, at, length, initial)) & 0xffff;
