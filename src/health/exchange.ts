import type { Exchange } from "../incident.ts";
import type { ProbeResult } from "../probe/index.ts";

const kept = 8;

/** The latest exchanges of one endpoint: what an incident has as evidence, and no more of each result. */
export class Evidence {
  readonly #exchanges: Exchange[] = [];

  take(result: ProbeResult): void {
    if (this.#exchanges.length === kept) this.#exchanges.shift();
    this.#exchanges.push(exchangeOf(result));
  }

  /** Oldest first. */
  list(): Exchange[] {
    return [...this.#exchanges];
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
