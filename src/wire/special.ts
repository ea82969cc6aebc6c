import { type AddressWords, parseAddress } from "./address.ts";

type Block = { readonly words: AddressWords; readonly bits: number; readonly global: boolean };

function blocks(global: boolean, prefixes: string): Block[] {
  return prefixes
    .trim()
    .split(/\s+/)
    .map((prefix) => {
      const [address = "", bits] = prefix.split("/");
      const words = parseAddress(address)?.words ?? new Uint32Array(4);
      return { words, bits: Number(bits), global };
    });
}

/**
 * IANA's IPv4 special-purpose registry (RFC 6890 and its updates, RFC 8190), by its column
 * "globally reachable", on top of what is no unicast address at all. The longest prefix decides.
 */
const ipv4Blocks = [
  ...blocks(true, "0.0.0.0/0  192.0.0.9/32 192.0.0.10/32"),
  ...blocks(
    false,
    `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
     192.0.2.0/24 192.88.99.2/32 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
     224.0.0.0/4 240.0.0.0/4`,
  ),
];

/**
 * The same of IPv6. Outside 2000::/3, the only block that IANA gives out as global unicast, just
 * the well-known translation prefix (RFC 6052) leads anywhere.
 */
const ipv6Blocks = [
  ...blocks(
    true,
    `2000::/3 64:ff9b::/96 2001:1::1/128 2001:1::2/128 2001:1::3/128 2001:3::/32 2001:4:112::/48
     2001:20::/28 2001:30::/28`,
  ),
  ...blocks(false, "::/0 2001::/23 2001:db8::/32 3fff::/20"),
];

function contains(block: Block, words: AddressWords): boolean {
  for (let word = 0, bits = block.bits; bits > 0; word++, bits -= 32) {
    const difference = (block.words[word] ?? 0) ^ (words[word] ?? 0);
    if (difference >>> Math.max(0, 32 - bits) !== 0) return false;
  }
  return true;
}

/**
 * True when packets to this unicast address may cross the internet: it is not private, shared,
 * loopback, link-local, unique-local, documentation, benchmarking, multicast or reserved. HOT.
 */
export function isGloballyRoutable(family: 4 | 6, words: AddressWords): boolean {
  if (family === 6) return longestDecides(ipv6Blocks, words);
  return alike[words[0]! >>> 24] ?? longestDecides(ipv4Blocks, words);
}

function longestDecides(among: readonly Block[], words: AddressWords): boolean {
  let longest = -1;
  let global = false;
  for (const block of among) {
    if (block.bits > longest && contains(block, words)) {
      longest = block.bits;
      global = block.global;
    }
  }
  return global;
}

/** By first octet, what all IPv4 addresses with it are; undefined where only a longer prefix tells. */
const alike = Array.from({ length: 256 }, (_, octet) => {
  const isPart = ({ words, bits }: Block) => bits > 8 && words[0]! >>> 24 === octet;
  if (ipv4Blocks.some(isPart)) return undefined;
  return longestDecides(ipv4Blocks, Uint32Array.of(octet * 2 ** 24));
});
