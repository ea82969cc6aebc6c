import type { Link, Origin } from "../net/index.ts";
import { nanosecondsFromSeconds } from "../units.ts";
import type { SweepEndpoint } from "./space.ts";

/** The route to a network is asked for again when the answer is older than this. */
const lifetime = nanosecondsFromSeconds(5);
/** Power of two. Networks may share a place: the later one takes it, and the earlier asks again. */
const places = 65_536;
/** Of a place: two words of the network, what else tells it apart, and its origin's number. */
const place = { size: 4, high: 0, low: 1, kind: 2, origin: 3 } as const;

/**
 * Remembers which source address the kernel's route to a network takes: asking costs more than
 * sending. Neighbours within a /24 (IPv4) or /64 (IPv6) share the answer. Where a longer route
 * divides such a network, the kernel still routes each packet by it; only the source may then be
 * another address of this host than it would have picked. A source that is this host's no more is
 * refused at each send, however fresh the answer is.
 *
 * The order of a sweep jumps from network to network. Neighbouring networks lie side by side in flat
 * arrays here, so that the few thousand of one prefix stay in the processor's caches.
 */
export class OriginCache {
  readonly #link: Link;
  readonly #ports: number;
  readonly #origins: Origin[] = [];
  readonly #words = new Uint32Array(places * place.size);
  readonly #asked = new Float64Array(places).fill(Number.NEGATIVE_INFINITY);

  /** Every origin shall hold so many ports, where they are to be had. */
  constructor(link: Link, ports: number) {
    this.#link = link;
    this.#ports = ports;
  }

  /** Throws as `Link.originFor`. HOT. */
  originFor({ family, words }: SweepEndpoint, scope: number, now: number): Origin {
    const high = family === 4 ? words[0]! >>> 8 : words[0]!;
    const low = family === 4 ? 0 : words[1]!;
    const kind = scope * 8 + family;
    const hash = (high ^ Math.imul((high >>> 16) ^ low ^ kind, 0x9e3779b1)) & (places - 1);
    const at = hash * place.size;
    const known = this.#words;
    if (
      known[at + place.high] === high &&
      known[at + place.low] === low &&
      known[at + place.kind] === kind &&
      now - this.#asked[hash]! <= lifetime
    ) {
      return this.#origins[known[at + place.origin]!]!;
    }
    const origin = this.#link.originFor({ family, words, at: 0, scope });
    const more = this.#ports - origin.ports.length;
    if (more > 0) this.#link.holdPorts(origin, more);
    known[at + place.high] = high;
    known[at + place.low] = low;
    known[at + place.kind] = kind;
    known[at + place.origin] = this.#numberOf(origin);
    this.#asked[hash] = now;
    return origin;
  }

  #numberOf(origin: Origin): number {
    const number = this.#origins.indexOf(origin);
    return number >= 0 ? number : this.#origins.push(origin) - 1;
  }
}
