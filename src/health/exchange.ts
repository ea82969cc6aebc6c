import type { Exchange } from "../incident.ts";
import type { ProbeResult } from "../probe/index.ts";

const kept = 8;

/** The latest exchanges of one endpoint: what an incident has as evidence. */
export class Evidence {
  readonly #results: ProbeResult[] = [];

  take(result: ProbeResult): void {
    if (this.#results.length === kept) this.#results.shift();
    this.#results.push(result);
  }

  /** Oldest first. */
  list(): Exchange[] {
    return this.#results.map(exchangeOf);
  }
}

/** What of a result tells somebody else what happened. */
function exchangeOf(result: ProbeResult): Exchange {
  const { sentAt, outcome, source, sequence } = result;
  const rtt = "rtt" in result ? result.rtt : undefined;
  const detail = detailOf(result);
  return {
    at: sentAt.seconds * 1000 + Math.floor(sentAt.nanoseconds / 1e6),
    outcome,
    ...(rtt !== undefined && { rttMs: rtt / 1e6 }),
    ...(detail !== undefined && { detail }),
    ...(source !== undefined && { sourcePort: source.port }),
    ...(sequence !== undefined && { sequence }),
  };
}

function detailOf(result: ProbeResult): string | undefined {
  switch (result.outcome) {
    case "open":
    case "closed":
      return result.reply.flags?.join(" ");
    case "unreachable":
      return `${result.icmp.name} from ${result.icmp.sender}`;
    case "timeout":
      return undefined;
    case "error":
      return result.error.message;
  }
}
