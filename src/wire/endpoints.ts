import { offset as ipv4 } from "./ipv4.ts";
import { offset as ipv6 } from "./ipv6.ts";
import type { PacketLayout } from "./packet.ts";

/**
 * Addresses of a located packet, compared with and copied to a flat table of words without
 * making anything: an IPv6 address is the four words from `index`, an IPv4 address the one.
 * The IP header must be there: the layout has no problem, or some of its transport.
 */
function equals(view: DataView, at: number, count: number, words: Uint32Array, index: number) {
  for (let word = 0; word < count; word++) {
    if (view.getUint32(at + word * 4) !== words[index + word]) return false;
  }
  return true;
}

function copy(view: DataView, at: number, count: number, words: Uint32Array, index: number) {
  for (let word = 0; word < count; word++) words[index + word] = view.getUint32(at + word * 4);
}

const sourceAt = (layout: PacketLayout) =>
  layout.headerAt + (layout.version === 4 ? ipv4.source : ipv6.source);
const destinationAt = (layout: PacketLayout) =>
  layout.headerAt + (layout.version === 4 ? ipv4.destination : ipv6.destination);
const wordsOf = (layout: PacketLayout) => (layout.version === 4 ? 1 : 4);

/** HOT. */
export const sourceEquals = (
  view: DataView,
  layout: PacketLayout,
  words: Uint32Array,
  index: number,
): boolean => equals(view, sourceAt(layout), wordsOf(layout), words, index);

/** HOT. */
export const destinationEquals = (
  view: DataView,
  layout: PacketLayout,
  words: Uint32Array,
  index: number,
): boolean => equals(view, destinationAt(layout), wordsOf(layout), words, index);

/** Of an IPv4 packet only `words[index]` is written. HOT. */
export const copySource = (
  view: DataView,
  layout: PacketLayout,
  words: Uint32Array,
  index: number,
): void => copy(view, sourceAt(layout), wordsOf(layout), words, index);

/** Of an IPv4 packet only `words[index]` is written. HOT. */
export const copyDestination = (
  view: DataView,
  layout: PacketLayout,
  words: Uint32Array,
  index: number,
): void => copy(view, destinationAt(layout), wordsOf(layout), words, index);
