import type { Link, Origin } from "../net/index.ts";
import { nanosecondsFromSeconds } from "../units.ts";
import type { SweepEndpoint } from "./space.ts";

/** The route to a network is asked for again when the answer is older than this. */
const lifetime = nanosecondsFromSeconds(1);
const mostNetworks = 65_536;

/**
 * Remembers which source address the kernel's route to a network takes: asking costs more than
 * sending. Neighbours within a /24 (IPv4) or /64 (IPv6) share the answer. Where a longer route
 * divides such a network, the kernel still routes each packet by it; only the source may then be
 * another address of this host than it would have picked.
 */
export class OriginCache {
  readonly #link: Link;
  readonly #ports: number;
  readonly #known = new Map<number | string, { origin: Origin; asked: number }>();

  /** Every origin shall hold so many ports, where they are to be had. */
  constructor(link: Link, ports: number) {
    this.#link = link;
    this.#ports = ports;
  }

  /** Throws as `Link.originFor`. */
  originFor({ family, words }: SweepEndpoint, scope: number, now: number): Origin {
    const network = family === 4 ? words[0]! >>> 8 : `${words[0]!}:${words[1]!}%${scope}`;
    const known = this.#known.get(network);
    if (known !== undefined && now - known.asked <= lifetime) return known.origin;
    const origin = this.#link.originFor({ family, words, at: 0, scope });
    const more = this.#ports - origin.ports.length;
    if (more > 0) this.#link.holdPorts(origin, more);
    if (this.#known.size >= mostNetworks) this.#known.clear();
    this.#known.set(network, { origin, asked: now });
    return origin;
  }
}
