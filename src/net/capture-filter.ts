/*
 * A classic BPF program (Linux Documentation/networking/filter.rst) that lets in only what
 * concerns our held ports: our segments leaving, segments coming for them, and ICMP errors that
 * quote one. It keeps every other packet of a busy machine out of the ring.
 */

/** Octets of one `struct sock_filter`. */
export const instructionSize = 8;

/** Beyond this many ports the program would be too long; it then tests only their range. */
export const mostExactPorts = 1000;

const op = {
  loadByte: 0x30,
  loadHalf: 0x28,
  loadWordAncillary: 0x20,
  loadByteIndexed: 0x50,
  loadHalfIndexed: 0x48,
  loadHeaderLength: 0xb1,
  jump: 0x05,
  jumpEqual: 0x15,
  jumpGreater: 0x25,
  jumpGreaterOrEqual: 0x35,
  jumpAnyBit: 0x45,
  and: 0x54,
  shiftLeft: 0x64,
  shiftRight: 0x74,
  addIndex: 0x0c,
  toIndex: 0x07,
  return: 0x06,
} as const;

/** SKF_AD_OFF + SKF_AD_PKTTYPE: whether the frame is leaving. */
const packetType = 0xfffff000 + 4;
const outgoing = 4;
const wholePacket = 0xffff;

type Instruction = { code: number; k: number; whenTrue?: string; whenFalse?: string };
type Line = Instruction | { label: string };

export type FilterOptions = {
  /** Also lets in the RSTs that this host sends from the held ports. */
  ownResets?: boolean;
  /** Tests only whether a port lies between the least and the greatest: a short program. */
  rangeOnly?: boolean;
};

/** The program for `ports` as the octets of an array of `struct sock_filter` (host byte order). */
export function captureFilter(ports: Iterable<number>, options: FilterOptions = {}): Uint8Array {
  const sorted = [...new Set(ports)].toSorted((a, b) => a - b);
  const exact = sorted.length <= mostExactPorts && !options.rangeOnly;
  return assemble([...classify(options), ...(exact ? matchPort(sorted) : matchRange(sorted))]);
}

/** Finds the port to judge, for each kind of packet, and leaves it in A. */
function classify({ ownResets = false }: FilterOptions): Line[] {
  const leavingFlags = ownResets ? 0x06 : 0x02;
  return [
    { code: op.loadByte, k: 0 },
    { code: op.shiftRight, k: 4 },
    { code: op.jumpEqual, k: 4, whenTrue: "ipv4" },
    { code: op.jumpEqual, k: 6, whenTrue: "ipv6", whenFalse: "refuse" },

    { label: "ipv4" },
    { code: op.loadHalf, k: 6 },
    { code: op.jumpAnyBit, k: 0x1fff, whenTrue: "refuse" },
    { code: op.loadHeaderLength, k: 0 },
    { code: op.loadByte, k: 9 },
    { code: op.jumpEqual, k: 6, whenTrue: "tcp4" },
    { code: op.jumpEqual, k: 1, whenTrue: "icmp4", whenFalse: "refuse" },
    { label: "tcp4" },
    { code: op.loadWordAncillary, k: packetType },
    { code: op.jumpEqual, k: outgoing, whenTrue: "leaving4" },
    { code: op.loadHalfIndexed, k: 2 },
    { code: op.jump, k: 0, whenTrue: "port" },
    { label: "leaving4" },
    { code: op.loadByteIndexed, k: 13 },
    { code: op.jumpAnyBit, k: leavingFlags, whenFalse: "refuse" },
    { code: op.loadHalfIndexed, k: 0 },
    { code: op.jump, k: 0, whenTrue: "port" },
    { label: "icmp4" },
    { code: op.loadWordAncillary, k: packetType },
    { code: op.jumpEqual, k: outgoing, whenTrue: "refuse" },
    { code: op.loadByteIndexed, k: 0 },
    { code: op.jumpEqual, k: 3, whenTrue: "quoted4" },
    { code: op.jumpEqual, k: 4, whenTrue: "quoted4" },
    { code: op.jumpEqual, k: 11, whenTrue: "quoted4" },
    { code: op.jumpEqual, k: 12, whenTrue: "quoted4", whenFalse: "refuse" },
    { label: "quoted4" },
    { code: op.loadByteIndexed, k: 8 + 9 },
    { code: op.jumpEqual, k: 6, whenFalse: "refuse" },
    { code: op.loadByteIndexed, k: 8 },
    { code: op.and, k: 0x0f },
    { code: op.shiftLeft, k: 2 },
    { code: op.addIndex, k: 0 },
    { code: op.toIndex, k: 0 },
    { code: op.loadHalfIndexed, k: 8 },
    { code: op.jump, k: 0, whenTrue: "port" },

    { label: "ipv6" },
    { code: op.loadWordAncillary, k: packetType },
    { code: op.jumpEqual, k: outgoing, whenTrue: "leaving6" },
    { code: op.loadByte, k: 6 },
    { code: op.jumpEqual, k: 6, whenTrue: "tcp6" },
    { code: op.jumpEqual, k: 58, whenTrue: "icmp6" },
    // Extension headers are rare and their length varies: the decoder walks them, not this program.
    { code: op.jumpEqual, k: 0, whenTrue: "accept" },
    { code: op.jumpEqual, k: 43, whenTrue: "accept" },
    { code: op.jumpEqual, k: 44, whenTrue: "accept" },
    { code: op.jumpEqual, k: 51, whenTrue: "accept" },
    { code: op.jumpEqual, k: 60, whenTrue: "accept", whenFalse: "refuse" },
    { label: "tcp6" },
    { code: op.loadHalf, k: 42 },
    { code: op.jump, k: 0, whenTrue: "port" },
    { label: "leaving6" },
    { code: op.loadByte, k: 6 },
    { code: op.jumpEqual, k: 6, whenFalse: "refuse" },
    { code: op.loadByte, k: 53 },
    { code: op.jumpAnyBit, k: leavingFlags, whenFalse: "refuse" },
    { code: op.loadHalf, k: 40 },
    { code: op.jump, k: 0, whenTrue: "port" },
    { label: "icmp6" },
    { code: op.loadByte, k: 40 },
    { code: op.jumpEqual, k: 0, whenTrue: "refuse" },
    { code: op.jumpGreater, k: 4, whenTrue: "refuse" },
    { code: op.loadByte, k: 54 },
    { code: op.jumpEqual, k: 6, whenFalse: "accept" },
    { code: op.loadHalf, k: 88 },
    { code: op.jump, k: 0, whenTrue: "port" },

    { label: "accept" },
    { code: op.return, k: wholePacket },
    { label: "refuse" },
    { code: op.return, k: 0 },
    { label: "port" },
  ];
}

/** Accepts when A lies between the first and the last of `sorted`. */
const matchRange = (sorted: number[]): Line[] => [
  { code: op.jumpGreaterOrEqual, k: sorted[0] ?? 0xffff, whenFalse: "outside" },
  { code: op.jumpGreater, k: sorted.at(-1) ?? 0, whenTrue: "outside" },
  { code: op.return, k: wholePacket },
  { label: "outside" },
  { code: op.return, k: 0 },
];

/** Accepts when A is one of `sorted`: a binary search written out as jumps. */
function matchPort(sorted: number[]): Line[] {
  if (sorted.length > 6) {
    const middle = sorted.length >> 1;
    const upper = `from-${sorted[middle]}`;
    const lower = `below-${sorted[middle]}`;
    return [
      { code: op.jumpGreaterOrEqual, k: sorted[middle]!, whenFalse: lower },
      // Conditional jumps reach only 255 instructions, this one any distance.
      { code: op.jump, k: 0, whenTrue: upper },
      { label: lower },
      ...matchPort(sorted.slice(0, middle)),
      { label: upper },
      ...matchPort(sorted.slice(middle)),
    ];
  }
  const lines: Line[] = sorted.flatMap((port) => [
    { code: op.jumpEqual, k: port, whenFalse: `not-${port}` },
    { code: op.return, k: wholePacket },
    { label: `not-${port}` },
  ]);
  return [...lines, { code: op.return, k: 0 }];
}

function assemble(lines: Line[]): Uint8Array {
  const labels = new Map<string, number>();
  const instructions: Instruction[] = [];
  for (const line of lines) {
    if ("label" in line) labels.set(line.label, instructions.length);
    else instructions.push(line);
  }
  const octets = new Uint8Array(instructions.length * instructionSize);
  const view = new DataView(octets.buffer);
  instructions.forEach((instruction, index) => {
    const distance = (label?: string) => (label === undefined ? 0 : labels.get(label)! - index - 1);
    const at = index * instructionSize;
    const always = instruction.code === op.jump;
    view.setUint16(at, instruction.code, true);
    view.setUint8(at + 2, always ? 0 : distance(instruction.whenTrue));
    view.setUint8(at + 3, always ? 0 : distance(instruction.whenFalse));
    view.setUint32(at + 4, always ? distance(instruction.whenTrue) : instruction.k, true);
  });
  return octets;
}
