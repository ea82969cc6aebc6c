/**
 * An address as 32-bit words, the most significant first. An IPv4 address is word 0 alone, the
 * others zero; which family the words are of is kept beside them.
 */
export type AddressWords = Uint32Array;

export type ParsedAddress = {
  readonly family: 4 | 6;
  readonly words: AddressWords;
  /** What follows `%` (RFC 4007 §11), IPv6 only. */
  readonly zone?: string;
};

function parseIpv4(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let word = 0;
  for (const part of parts) {
    // A leading zero is octal to some readers and decimal to others: refused (RFC 6943 §3.1.1).
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    word = word * 256 + Number(part);
  }
  return word;
}

/** The 16-bit groups of one side of a `::`, or of a whole address. */
function parseGroups(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const word = mayEndInIpv4 && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (word === undefined) return undefined;
    groups.push(word >>> 16, word & 0xffff);
  }
  return groups;
}

function parseIpv6(text: string): AddressWords | undefined {
  const sides = text.split("::");
  const [head = "", tail] = sides;
  if (sides.length > 2 || text === "") return undefined;
  const before = parseGroups(head, tail === undefined);
  const after = parseGroups(tail ?? "", true);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => 0), ...after];
  return Uint32Array.from({ length: 4 }, (_, word) => {
    const [high = 0, low = 0] = groups.slice(word * 2);
    return high * 0x10000 + low;
  });
}

/**
 * Reads an address: strict dotted quad, or IPv6 in any form of RFC 4291 §2.2, with a zone where
 * one is given. Undefined for all else, such as names, brackets, ports and prefixes.
 */
export function parseAddress(text: string): ParsedAddress | undefined {
  const word = parseIpv4(text);
  if (word !== undefined) return { family: 4, words: Uint32Array.of(word, 0, 0, 0) };
  const [address = "", zone, ...rest] = text.split("%");
  const words = parseIpv6(address);
  if (words === undefined || rest.length > 0) return undefined;
  if (zone === undefined) return { family: 6, words };
  return /^[^\s/[\]]+$/.test(zone) ? { family: 6, words, zone } : undefined;
}

const formatIpv4 = (word: number) =>
  `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;

/** Start and length of the first longest run of zero groups; a single zero is no run. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let end = start;
    while (groups[end] === 0) end++;
    if (end - start > Math.max(1, longest.length)) longest = { start, length: end - start };
  }
  return longest;
}

const hexadecimal = (groups: readonly number[]) =>
  groups.map((group) => group.toString(16)).join(":");

function formatIpv6(words: AddressWords): string {
  const [first = 0, second = 0, third = 0, fourth = 0] = words;
  if (first === 0 && second === 0 && third === 0xffff) return `::ffff:${formatIpv4(fourth)}`;
  const groups = [first, second, third, fourth].flatMap((word) => [word >>> 16, word & 0xffff]);
  const { start, length } = longestZeroRun(groups);
  return length === 0
    ? hexadecimal(groups)
    : `${hexadecimal(groups.slice(0, start))}::${hexadecimal(groups.slice(start + length))}`;
}

/** The one text of an address: dotted quad, or RFC 5952 (IPv4-mapped with a dotted tail, §5). */
export const formatAddress = (family: 4 | 6, words: AddressWords): string =>
  family === 4 ? formatIpv4(words[0] ?? 0) : formatIpv6(words);

/** 224.0.0.0/4 (RFC 5771) and ff00::/8 (RFC 4291 §2.7). */
export const isMulticast = (family: 4 | 6, words: AddressWords): boolean =>
  family === 4 ? (words[0] ?? 0) >>> 28 === 0xe : (words[0] ?? 0) >>> 24 === 0xff;

/** 0.0.0.0 and ::. */
export const isUnspecified = (family: 4 | 6, words: AddressWords): boolean =>
  family === 4 ? words[0] === 0 : words.every((word) => word === 0);
