import { type AddressWords, formatAddress, isMulticast, parseAddress } from "../wire/index.ts";
import { invalidTarget, quote } from "./refusal.ts";

/** The addresses that share their first `length` bits (RFC 4632 §3.1, RFC 4291 §2.3). */
export type Prefix = {
  readonly family: 4 | 6;
  /** The first address: every bit after the prefix is 0. */
  readonly words: AddressWords;
  readonly length: number;
};

/** The shortest prefixes whose addresses may all be probed: a million of IPv4, 4,096 of IPv6. */
const shortestProbed = { 4: 12, 6: 116 } as const;

/** Which word of an address counts within a prefix that may be probed. */
export const lowWord = (family: 4 | 6): 0 | 3 => (family === 4 ? 0 : 3);

/**
 * Reads `198.51.100.0/24`, `2001:db8::/120`, or an address alone, which is a /32 or a /128. Bits
 * after the prefix are cleared: `198.51.100.7/24` is the network that holds it. Any length is
 * taken. Throws TARGET_INVALID.
 */
export function parsePrefix(text: string): Prefix {
  const [written = "", length, ...more] = text.split("/");
  const address = parseAddress(written);
  if (address === undefined || address.zone !== undefined || more.length > 0) {
    throw invalidTarget(
      `${quote(text)} is neither a prefix nor an address`,
      "write a prefix as in 198.51.100.0/24 or 2001:db8::/120",
    );
  }
  const { family, words } = address;
  if (isMapped(address)) {
    throw invalidTarget(
      `${quote(text)} is IPv4 in IPv6 clothing, and never travels as IPv6`,
      `write ${formatAddress(4, words.subarray(3))}`,
    );
  }
  const longest = family === 4 ? 32 : 128;
  if (length === undefined) return { family, words, length: longest };
  if (!/^\d{1,3}$/.test(length) || Number(length) > longest) {
    throw invalidTarget(
      `${quote(text)} is not a prefix: its length is not a number from 0 to ${longest}`,
      `an IPv${family} prefix has at most ${longest} bits, as in ${written}/${longest}`,
    );
  }
  return { family, words: words.map(cleared(Number(length))), length: Number(length) };
}

/** How many addresses it holds: exact up to 2^53, and above that a power of two all the same. */
export const prefixSize = ({ family, length }: Prefix): number =>
  2 ** ((family === 4 ? 32 : 128) - length);

/**
 * Writes address `n` of a prefix that may be probed, from 0, as words to `into` from `at` on: one
 * of IPv4, four of IPv6. HOT.
 */
export function addressAt(prefix: Prefix, n: number, into: Uint32Array, at = 0): void {
  const low = lowWord(prefix.family);
  for (let word = 0; word < low; word++) into[at + word] = prefix.words[word]!;
  into[at + low] = prefix.words[low]! + n;
}

/** The last address of a prefix of any length. */
export const lastAddressOf = ({ words, length, family }: Prefix): AddressWords =>
  words.map((word, index) =>
    family === 4 && index > 0 ? 0 : (word | ~mask(length - index * 32)) >>> 0,
  );

export const formatPrefix = ({ family, words, length }: Prefix): string =>
  `${formatAddress(family, words)}/${length}`;

/**
 * Throws TARGET_INVALID for a prefix that holds more than may be probed at once, and for one with
 * an address that is no single host's (RFC 9293 §3.9.2.3 forbids a SYN to those).
 */
export function refuseUnprobeable(prefix: Prefix): void {
  const shortest = shortestProbed[prefix.family];
  if (prefix.length < shortest) {
    throw invalidTarget(
      `${formatPrefix(prefix)} is too large: an IPv${prefix.family} prefix is a /${shortest} at most, ${prefixSize({ ...prefix, length: shortest }).toLocaleString("en")} addresses`,
      `name several prefixes of /${shortest} or longer`,
    );
  }
  const shared = sharedAddressIn(prefix);
  if (shared === undefined) return;
  throw invalidTarget(
    prefixSize(prefix) === 1
      ? `${shared} cannot be probed: it is not the address of one host`
      : `${formatPrefix(prefix)} cannot be probed: ${shared} is not the address of one host`,
    "TCP speaks to a single host: name prefixes of hosts' own addresses",
  );
}

/** Aligned as prefixes are, `0.0.0.0` and `::` can only be the first address, all ones the last. */
function sharedAddressIn(prefix: Prefix): string | undefined {
  const { family, words } = prefix;
  if (isMulticast(family, words) || words.every((word) => word === 0)) {
    return formatAddress(family, words);
  }
  const last = lastAddressOf(prefix);
  return family === 4 && last[0] === 0xff_ff_ff_ff ? formatAddress(family, last) : undefined;
}

/** `::ffff:192.0.2.1` (RFC 4291 §2.5.5.2) never travels as IPv6. */
export const isMapped = ({ family, words }: Pick<Prefix, "family" | "words">): boolean =>
  family === 6 && words[0] === 0 && words[1] === 0 && words[2] === 0xffff;

const cleared = (length: number) => (word: number, index: number) =>
  (word & mask(length - index * 32)) >>> 0;

/** The first `bits` bits of a word set; all or none beyond its ends. */
const mask = (bits: number): number => (bits <= 0 ? 0 : bits >= 32 ? -1 : -1 << (32 - bits));
