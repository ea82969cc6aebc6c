import { formatAddress } from "../wire/index.ts";
import type { Outstanding } from "./outstanding.ts";
import type { ClockSource, Endpoint, ProbeFacts, Source } from "./result.ts";
import type { SynEngine } from "./syn-engine.ts";

const words = new Uint32Array(4);

/** The endpoint that a slot's SYN went to. HOT: a view of the table's words for each would cost more. */
export function slotEndpoint(table: Outstanding, slot: number): Endpoint {
  const family = table.family[slot] === 4 ? 4 : 6;
  for (let word = 0; word < 4; word++) words[word] = table.remote[slot * 4 + word]!;
  return { address: formatAddress(family, words), family, port: table.remotePort[slot]! };
}

/** Where a slot's SYN left from. */
export function slotSource(engine: SynEngine, slot: number): Source {
  const { address, interface: name } = engine.originOf(slot);
  const port = engine.table.localPort[slot]!;
  return name === undefined ? { address, port } : { address, port, interface: name };
}

/** Whose clock tells when a slot's SYN left: the kernel's when it was seen leaving. */
export const slotClock = ({ sentSeconds }: Outstanding, slot: number): ClockSource =>
  sentSeconds[slot] === 0 ? "user" : "kernel";

/** What is known of a slot's probe, whatever came of it. */
export function slotFacts(
  engine: SynEngine,
  slot: number,
  endpoint: Endpoint,
  clock?: ClockSource,
): ProbeFacts {
  const { table } = engine;
  const facts: ProbeFacts = {
    endpoint,
    index: table.index[slot]!,
    method: "syn",
    clock: clock ?? slotClock(table, slot),
    sentAt: engine.sentAt(slot),
    source: slotSource(engine, slot),
    sequence: table.sequence[slot]!,
  };
  return table.inBurst[slot] === 0 ? facts : Object.assign(facts, { burst: true });
}
