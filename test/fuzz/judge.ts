/*
 * What a packet really is to whoever sent certain SYNs: a second reading of the RFCs, made to be
 * plain and not fast, that shares no code with the one it judges.
 */

/** A SYN that is outstanding. Addresses as the octets of the packet. */
export type KnownSyn = {
  readonly family: 4 | 6;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
};

export type Finding = { readonly sequence: number; readonly is: "open" | "closed" | "unreachable" };

type Octets = Uint8Array;
type Network = {
  readonly family: 4 | 6;
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  /** What follows, as long as the packet says. */
  readonly payload: Octets;
};

const u16 = (octets: Octets, at: number): number => octets[at]! * 256 + octets[at + 1]!;
const u32 = (octets: Octets, at: number): number => u16(octets, at) * 65_536 + u16(octets, at + 2);
const text = (octets: Octets, at: number, length: number): string =>
  octets.subarray(at, at + length).join(".");

/** RFC 1071, word by word. */
function sumOf(octets: Octets): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at++) sum += octets[at]! * (at % 2 === 0 ? 256 : 1);
  return sum;
}

function holds(sum: number): boolean {
  let rest = sum;
  while (rest > 0xffff) rest = (rest % 65_536) + Math.floor(rest / 65_536);
  return rest === 0xffff;
}

/** RFC 791 §3.1. */
function readIpv4(octets: Octets, quoted: boolean): Network | undefined {
  if (octets.length < 20) return undefined;
  const header = (octets[0]! % 16) * 4;
  const end = quoted ? octets.length : u16(octets, 2);
  if (header < 20 || header > octets.length || end < header || end > octets.length)
    return undefined;
  if (!quoted && !holds(sumOf(octets.subarray(0, header)))) return undefined;
  const fragment = u16(octets, 6) & (quoted ? 0x1fff : 0x3fff);
  if (fragment !== 0) return undefined;
  return {
    family: 4,
    source: text(octets, 12, 4),
    destination: text(octets, 16, 4),
    protocol: octets[9]!,
    payload: octets.subarray(header, end),
  };
}

/** RFC 8200 §3, §4; RFC 4302 §2.2; RFC 6946 for fragments that are whole. */
function readIpv6(octets: Octets, quoted: boolean): Network | undefined {
  if (octets.length < 40) return undefined;
  const end = quoted ? octets.length : 40 + u16(octets, 4);
  if (end > octets.length) return undefined;
  let protocol = octets[6]!;
  let at = 40;
  for (let headers = 0; [0, 43, 44, 51, 60].includes(protocol); headers++) {
    if (headers > 8 || at + 8 > end) return undefined;
    if (protocol === 44 && (u16(octets, at + 2) & 0xfff9) !== 0) return undefined;
    const units = octets[at + 1]!;
    const length = protocol === 44 ? 8 : protocol === 51 ? (units + 2) * 4 : (units + 1) * 8;
    protocol = octets[at]!;
    at += length;
  }
  if (at > end) return undefined;
  const [source, destination] = [text(octets, 8, 16), text(octets, 24, 16)];
  return { family: 6, source, destination, protocol, payload: octets.subarray(at, end) };
}

function readNetwork(octets: Octets, quoted = false): Network | undefined {
  const version = octets.length === 0 ? 0 : octets[0]! >> 4;
  if (version === 4) return readIpv4(octets, quoted);
  return version === 6 ? readIpv6(octets, quoted) : undefined;
}

/** Over the payload and the pseudo header of RFC 9293 §3.1 or RFC 8200 §8.1. */
function transportHolds(octets: Octets, { family, payload, protocol }: Network): boolean {
  const addresses = family === 4 ? octets.subarray(12, 20) : octets.subarray(8, 40);
  const pseudo = protocol === 1 ? 0 : sumOf(addresses) + protocol + payload.length;
  return holds(sumOf(payload) + pseudo);
}

/**
 * What this packet, of which the tap got `octets`, answers. `finished` is false where the sender
 * left its transport's checksum to be computed later.
 */
export function judge(
  octets: Octets,
  finished: boolean,
  syns: ReadonlyMap<number, KnownSyn>,
): Finding | undefined {
  const network = readNetwork(octets);
  if (network === undefined) return undefined;
  const { family, protocol, payload } = network;
  if (finished && !transportHolds(octets, network)) return undefined;
  if (protocol === 6) return judgeSegment(network, syns);
  if (protocol === (family === 4 ? 1 : 58)) return judgeError(family, payload, syns);
  return undefined;
}

/** RFC 9293 §3.10.7.3. */
function judgeSegment(
  { family, source, destination, payload }: Network,
  syns: ReadonlyMap<number, KnownSyn>,
): Finding | undefined {
  if (payload.length < 20) return undefined;
  const header = (payload[12]! >> 4) * 4;
  if (header < 20 || header > payload.length) return undefined;
  const syn = syns.get((u32(payload, 8) + 0xffffffff) % 2 ** 32);
  const ours =
    syn !== undefined &&
    syn.family === family &&
    syn.source === destination &&
    syn.destination === source &&
    syn.sourcePort === u16(payload, 2) &&
    syn.destinationPort === u16(payload, 0);
  if (!ours) return undefined;
  const { sequence } = syn;
  // FIN 1, SYN 2, RST 4, ACK 16.
  const flags = payload[13]! & 0b10111;
  if (flags === 0b10010) return { sequence, is: "open" };
  return flags === 0b10100 ? { sequence, is: "closed" } : undefined;
}

/** RFC 792, RFC 4443 §3. */
function judgeError(
  family: 4 | 6,
  message: Octets,
  syns: ReadonlyMap<number, KnownSyn>,
): Finding | undefined {
  if (message.length < 8) return undefined;
  const errors = family === 4 ? [3, 4, 11, 12] : [1, 2, 3, 4];
  if (!errors.includes(message[0]!)) return undefined;
  const quoted = readNetwork(message.subarray(8), true);
  if (quoted?.family !== family || quoted.protocol !== 6 || quoted.payload.length < 8) {
    return undefined;
  }
  const syn = syns.get(u32(quoted.payload, 4));
  const ours =
    syn !== undefined &&
    syn.family === family &&
    syn.source === quoted.source &&
    syn.destination === quoted.destination &&
    syn.sourcePort === u16(quoted.payload, 0) &&
    syn.destinationPort === u16(quoted.payload, 2);
  return ours ? { sequence: syn.sequence, is: "unreachable" } : undefined;
}
