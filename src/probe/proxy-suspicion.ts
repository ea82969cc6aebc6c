import type { Endpoint, ProbeResult } from "./result.ts";
import { hopsImplied } from "./hops.ts";

/** What was seen of one kind of answer from one address. */
type Seen = { ttl: number; leastRtt: number; count: number };

/** So many answers of each kind before their delays are compared. */
const leastSamples = 3;

/**
 * Suspects a SYN proxy: a middlebox that completes handshakes in the name of hosts behind it, so
 * that every port seems open. The host's own words (its RSTs for closed ports) are compared with
 * the SYN-ACKs that bear the same address: another number of hops, or a far shorter delay, means
 * that another machine sent them. A suspicion, never a proof: see the guide on SYN proxies.
 */
export class ProxySuspicion {
  readonly #seen = new Map<string, Partial<Record<"open" | "closed", Seen>>>();

  take(result: ProbeResult): void {
    if (result.outcome !== "open" && result.outcome !== "closed") return;
    const { ttl } = result.reply;
    if (ttl === undefined || result.rtt === undefined) return;
    const kinds = this.#seen.get(result.endpoint.address) ?? {};
    this.#seen.set(result.endpoint.address, kinds);
    const seen = (kinds[result.outcome] ??= { ttl, leastRtt: result.rtt, count: 0 });
    seen.ttl = ttl;
    seen.leastRtt = Math.min(seen.leastRtt, result.rtt);
    seen.count++;
  }

  /** Why the endpoint's address is suspected, in a sentence; undefined when it is not. */
  of({ address }: Pick<Endpoint, "address">): string | undefined {
    const { open, closed } = this.#seen.get(address) ?? {};
    if (open === undefined || closed === undefined) return undefined;
    const [openHops, closedHops] = [hopsImplied(open.ttl), hopsImplied(closed.ttl)];
    if (openHops !== closedHops) {
      return `a SYN proxy may be answering: SYN-ACKs come from ${openHops} hops away, RSTs of the same address from ${closedHops}`;
    }
    const enough = open.count >= leastSamples && closed.count >= leastSamples;
    if (enough && open.leastRtt * 2 < closed.leastRtt) {
      return "a SYN proxy may be answering: SYN-ACKs come in less than half the time of the same address's RSTs";
    }
    return undefined;
  }
}
