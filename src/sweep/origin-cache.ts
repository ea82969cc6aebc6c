import type { Link, Origin } from "../net/index.ts";
import { nanosecondsFromSeconds } from "../units.ts";
import type { SweepEndpoint } from "./space.ts";

/** The route to a network is asked for again when the answer is older than this. */
const lifetime = nanosecondsFromSeconds(5);
/** Power of two. Networks may share a place: the later one takes it, and the earlier asks again. */
const places = 65_536;
/** IPv4: a place is a word, the network's 24 bits and below them its origin's number. */
const mostNumbersOfIpv4 = 255;
/** IPv6: of a place the network's two words, its scope, and its origin's number. */
const ipv6 = { size: 4, high: 0, low: 1, scope: 2, origin: 3 } as const;

/**
 * Remembers which source address the kernel's route to a network takes: asking costs more than
 * sending. Neighbours within a /24 (IPv4) or /64 (IPv6) share the answer. Where a longer route
 * divides such a network, the kernel still routes each packet by it; only the source may then be
 * another address of this host than it would have picked. A source that is this host's no more is
 * refused at each send, however fresh the answer is.
 *
 * The order of a sweep jumps from network to network. Neighbouring networks lie side by side in flat
 * arrays here, and as close as can be, so that the few thousand of one prefix stay in the processor's caches.
 */
export class OriginCache {
  readonly #link: Link;
  readonly #ports: number;
  /** They are numbered from 1. */
  readonly #origins: Origin[] = [];
  readonly #ofIpv4 = new Uint32Array(places);
  readonly #ofIpv6 = new Uint32Array(places * ipv6.size);
  /** All answers are forgotten together, so that none needs an age of its own. */
  #since = Number.NEGATIVE_INFINITY;

  /** Every origin shall hold so many ports, where they are to be had. */
  constructor(link: Link, ports: number) {
    this.#link = link;
    this.#ports = ports;
  }

  /** Throws as `Link.originFor`. HOT. */
  originFor({ family, words }: SweepEndpoint, scope: number, now: number): Origin {
    if (now - this.#since > lifetime) this.#forget(now);
    const number = family === 4 ? this.#numberOfIpv4(words) : this.#numberOfIpv6(words, scope);
    if (number > 0) return this.#origins[number - 1]!;
    const origin = this.#link.originFor({ family, words, at: 0, scope });
    const more = this.#ports - origin.ports.length;
    if (more > 0) this.#link.holdPorts(origin, more);
    if (family === 4) this.#rememberIpv4(words, this.#numberOf(origin));
    else this.#rememberIpv6(words, scope, this.#numberOf(origin));
    return origin;
  }

  #forget(now: number): void {
    this.#ofIpv4.fill(0);
    this.#ofIpv6.fill(0);
    this.#since = now;
  }

  #numberOfIpv4(words: Uint32Array): number {
    const network = words[0]! >>> 8;
    const known = this.#ofIpv4[placeOf(network, 0)]!;
    return known >>> 8 === network ? known & 0xff : 0;
  }

  #rememberIpv4(words: Uint32Array, number: number): void {
    const network = words[0]! >>> 8;
    if (number <= mostNumbersOfIpv4) this.#ofIpv4[placeOf(network, 0)] = network * 256 + number;
  }

  #numberOfIpv6(words: Uint32Array, scope: number): number {
    const known = this.#ofIpv6;
    const at = placeOf(words[0]!, words[1]! ^ scope) * ipv6.size;
    const isSame =
      known[at + ipv6.high] === words[0] &&
      known[at + ipv6.low] === words[1] &&
      known[at + ipv6.scope] === scope;
    return isSame ? known[at + ipv6.origin]! : 0;
  }

  #rememberIpv6(words: Uint32Array, scope: number, number: number): void {
    const at = placeOf(words[0]!, words[1]! ^ scope) * ipv6.size;
    this.#ofIpv6.set([words[0]!, words[1]!, scope, number], at);
  }

  #numberOf(origin: Origin): number {
    const number = this.#origins.indexOf(origin) + 1;
    return number > 0 ? number : this.#origins.push(origin);
  }
}

const placeOf = (high: number, low: number): number =>
  (high ^ Math.imul((high >>> 16) ^ low, 0x9e3779b1)) & (places - 1);
