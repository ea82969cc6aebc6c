import { formatAddress } from "../wire/index.ts";
import type { Outstanding } from "./outstanding.ts";
import type { ClockSource, Endpoint, ProbeFacts } from "./result.ts";
import type { SynEngine } from "./syn-engine.ts";

/** The endpoint that a slot's SYN went to. */
export function slotEndpoint(table: Outstanding, slot: number): Endpoint {
  const family = table.family[slot] === 4 ? 4 : 6;
  const words = table.remote.subarray(slot * 4, slot * 4 + 4);
  return { address: formatAddress(family, words), family, port: table.remotePort[slot]! };
}

/** What is known of a slot's probe, whatever came of it. */
export function slotFacts(
  engine: SynEngine,
  slot: number,
  endpoint: Endpoint,
  clock?: ClockSource,
): ProbeFacts {
  const { table } = engine;
  const { address, interface: name } = engine.originOf(slot);
  const port = table.localPort[slot]!;
  const facts: ProbeFacts = {
    endpoint,
    index: table.index[slot]!,
    method: "syn",
    clock: clock ?? (table.sentSeconds[slot] === 0 ? "user" : "kernel"),
    sentAt: engine.sentAt(slot),
    source: name === undefined ? { address, port } : { address, port, interface: name },
    sequence: table.sequence[slot]!,
  };
  return table.inBurst[slot] === 0 ? facts : Object.assign(facts, { burst: true });
}
