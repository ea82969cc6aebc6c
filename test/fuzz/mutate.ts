import { type Random } from "../lab/peer/index.ts";
import { checksum, fold, ipv4, locate, PacketLayout, protocol } from "../../src/wire/index.ts";
import { transportSum } from "../../src/wire/packet.ts";

const layout = new PacketLayout();
const longest = 400;
const telling = [0, 1, 5, 20, 40, 60, 0x45, 0x4f, 0x60, 0x7fff, 0xfff9, 0xffff];

/** A packet in the making: room for it, and how much of the room is in use. */
export class Draft {
  readonly octets = new Uint8Array(longest);
  readonly view = new DataView(this.octets.buffer);
  length = 0;

  take(packet: Uint8Array): void {
    this.length = Math.min(packet.length, longest);
    this.octets.set(packet.subarray(0, this.length));
  }
}

type Mutation = (draft: Draft, random: Random, other: Uint8Array) => void;

/** Anywhere, but more often in the headers than behind them. */
const place = ({ length }: Draft, random: Random): number =>
  random.index(Math.max(1, random.index(4) === 0 ? length : Math.min(length, 64)));

const mutations: readonly Mutation[] = [
  function flipBit(draft, random) {
    const at = place(draft, random);
    draft.octets[at] = draft.octets[at]! ^ (1 << random.index(8));
  },
  function anyOctet(draft, random) {
    draft.octets[place(draft, random)] = random.index(256);
  },
  function tellingOctet(draft, random) {
    draft.octets[place(draft, random)] = telling[random.index(telling.length)]!;
  },
  function tellingWord(draft, random) {
    const at = place(draft, random) & ~1;
    draft.view.setUint16(at, telling[random.index(telling.length)]!);
  },
  /** As when two packets share a buffer: some field of another's reply. */
  function fieldOfAnother(draft, random, other) {
    const at = place(draft, random) & ~3;
    const end = Math.min(at + 4 * (1 + random.index(4)), other.length, longest);
    draft.octets.set(other.subarray(at, Math.max(at, end)), at);
  },
  function endOfAnother(draft, random, other) {
    const at = place(draft, random);
    draft.octets.set(other.subarray(at), at);
    draft.length = Math.max(at, Math.min(other.length, longest));
  },
  function shorter(draft, random) {
    draft.length = random.index(draft.length + 1);
  },
  function longer(draft, random) {
    const end = Math.min(longest, draft.length + 1 + random.index(40));
    while (draft.length < end) draft.octets[draft.length++] = random.index(256);
  },
  function hole(draft, random) {
    const at = place(draft, random);
    const size = 1 + random.index(12);
    draft.octets.copyWithin(at, at + size, draft.length);
    draft.length = Math.max(at, draft.length - size);
  },
  function gap(draft, random) {
    const at = place(draft, random);
    const size = Math.min(4 * (1 + random.index(4)), longest - draft.length);
    draft.octets.copyWithin(at + size, at, draft.length);
    draft.length += size;
  },
  function noise(draft, random) {
    for (let at = 1; at < draft.length; at++) draft.octets[at] = random.index(256);
  },
];

/** Makes so many random changes. */
export function mutate(draft: Draft, changes: number, random: Random, other: Uint8Array): void {
  for (let change = 0; change < changes && draft.length > 0; change++) {
    mutations[random.index(mutations.length)]!(draft, random, other);
  }
}

/** Makes the length right that IP states, as whoever forges a packet would. */
export function mendLength({ view, octets, length }: Draft): void {
  if (length < 40) return;
  const version = octets[0]! >> 4;
  if (version === 4) view.setUint16(ipv4.offset.totalLength, length);
  if (version === 6) view.setUint16(4, length - 40);
}

const checksumAt: Readonly<Record<number, number>> = {
  [protocol.tcp]: 16,
  [protocol.icmp]: 2,
  [protocol.icmpv6]: 2,
};

/** Makes the checksums right, so that what else is wrong must be found. */
export function mendChecksums({ view, octets, length }: Draft): void {
  if (length >= ipv4.minimumHeader && octets[0]! >> 4 === 4) {
    const header = ipv4.headerLengthOf(view, 0);
    view.setUint16(ipv4.offset.checksum, 0);
    view.setUint16(ipv4.offset.checksum, checksum(view, 0, Math.min(header, length)));
  }
  if (!locate(view, 0, length, layout)) return;
  const offset = checksumAt[layout.protocol];
  if (offset === undefined) return;
  const at = layout.transportAt + offset;
  view.setUint16(at, 0);
  const sum = fold(transportSum(view, layout));
  view.setUint16(at, ~sum & 0xffff);
}
