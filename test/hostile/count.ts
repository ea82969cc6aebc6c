import type { ProbeEvent, ProbeResult } from "../../src/probe/index.ts";
import type { Counters } from "../lab/peer/index.ts";

/** Counts one event of a prober, as whoever reads them must. Throws at what no scenario asks for. */
export function countEvent(into: Counters, event: ProbeEvent): void {
  switch (event.event) {
    case "probe":
      return countResult(into, event.result);
    case "late":
    case "duplicate":
    case "retransmitted":
      into[event.event]++;
      return;
    case "rejected":
      into.rejected[event.reason] = (into.rejected[event.reason] ?? 0) + 1;
      return;
    case "sent":
      return;
    case "abandoned":
      throw new Error(`abandoned: ${JSON.stringify(event)}`);
  }
}

function countResult(into: Counters, result: ProbeResult): void {
  if (result.outcome === "error") throw new Error(`not sent: ${result.error.message}`);
  into.sent++;
  into[result.outcome]++;
  if (result.outcome !== "unreachable") return;
  const { type, code } = result.icmp;
  const kind = `${type}/${code}`;
  into.unreachableBy[kind] = (into.unreachableBy[kind] ?? 0) + 1;
}
