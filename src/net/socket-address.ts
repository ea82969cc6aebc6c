import { AF } from "./libc.ts";

/** Octets of a `struct sockaddr_in6`, the largest socket address used here. */
const largestSocketAddress = 28;

/** A `struct sockaddr_in` or `sockaddr_in6`; `words` as in wire: IPv4 in the first, network order. */
export function socketAddress(
  family: 4 | 6,
  words: ArrayLike<number>,
  port: number,
  scope = 0,
): Uint8Array {
  const octets = new Uint8Array(family === 4 ? 16 : largestSocketAddress);
  const view = new DataView(octets.buffer);
  view.setUint16(0, family === 4 ? AF.inet : AF.inet6, true);
  view.setUint16(2, port);
  if (family === 4) {
    view.setUint32(4, words[0]!);
  } else {
    for (let index = 0; index < 4; index++) view.setUint32(8 + index * 4, words[index]!);
    view.setUint32(24, scope, true);
  }
  return octets;
}

/** Family, address words and port of a socket address that the kernel filled in. */
export function readSocketAddress(octets: Uint8Array): {
  family: 4 | 6;
  words: Uint32Array;
  port: number;
} {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const family = view.getUint16(0, true) === AF.inet ? 4 : 6;
  const words = new Uint32Array(4);
  if (family === 4) words[0] = view.getUint32(4);
  else for (let index = 0; index < 4; index++) words[index] = view.getUint32(8 + index * 4);
  return { family, words, port: view.getUint16(2) };
}
