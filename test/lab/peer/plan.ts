import { formatAddress } from "../../../src/wire/index.ts";
import { composeIcmpError, composeSegment, icmpCodes } from "./compose.ts";
import { Random } from "./random.ts";
import type { Delay, Reply, Scenario } from "./scenarios.ts";
import type { Syn } from "./syn.ts";
import {
  type Defect,
  type IcmpErrorName,
  icmpErrors,
  type Meaning,
  meaningOf,
  type SegmentName,
  segments,
} from "./vocabulary.ts";

/** A packet that shall leave, and what it will be to whoever sent the SYN. */
export type PlannedReply = {
  readonly send: Reply["send"];
  readonly but?: Defect;
  readonly means: Meaning;
  /** Of the segment; an ICMP error has none. */
  readonly sequence?: number;
  /** Nanoseconds from the SYN on. */
  readonly dueNs: number;
  readonly packet: Uint8Array;
};

const isIcmpError = (send: Reply["send"]): send is IcmpErrorName => send in icmpErrors;

function draw(delay: Delay, random: Random): number {
  if (typeof delay === "number") return delay;
  if ("from" in delay) return delay.from + random.below(delay.to - delay.from);
  return random.happens(delay.percent) ? delay.spike : delay.usually;
}

/** Decides what becomes of each SYN. Everything that it decides follows from the seed and the order. */
export class Planner {
  readonly #scenario: Scenario;
  readonly #seed: number;
  readonly #others: ReadonlyMap<string, Planner>;
  #count = 0;
  #inBurst = false;

  constructor(scenario: Scenario, seed: number) {
    this.#scenario = scenario;
    this.#seed = seed;
    this.#others = new Map(
      Object.entries(scenario.at ?? {}).map(([address, other], number) => [
        address,
        new Planner(other, seed + number + 1),
      ]),
    );
  }

  /** The replies to the next SYN, or "lost" when the network has eaten it. */
  next(syn: Syn): PlannedReply[] | "lost" {
    const other = this.#others.get(formatAddress(syn.family, syn.destination));
    if (other !== undefined) return other.next(syn);
    const random = Random.forItem(this.#seed, this.#count++);
    if (this.#eats(random)) return "lost";
    const isn = random.word();
    const start = random.word();
    const planned: PlannedReply[] = [];
    let dueMs = 0;
    for (const reply of this.#scenario.replies) {
      dueMs += draw(reply.afterMs ?? 0, random);
      if (!random.happens(reply.percent ?? 100)) continue;
      const clock = (start + Math.round(dueMs)) >>> 0;
      const one = answer(syn, reply, planned.at(-1), { isn, clock, random });
      if (one) planned.push({ ...one, dueNs: Math.round(dueMs * 1e6) });
    }
    return planned;
  }

  #eats(random: Random): boolean {
    const { loses } = this.#scenario;
    if (loses === undefined) return false;
    if ("percent" in loses) return random.happens(loses.percent);
    const turns = this.#inBurst ? loses.burstEndsPercent : loses.burstBeginsPercent;
    if (random.happens(turns)) this.#inBurst = !this.#inBurst;
    return this.#inBurst;
  }
}

type Drawn = { readonly isn: number; readonly clock: number; readonly random: Random };

function answer(
  syn: Syn,
  reply: Reply,
  before: PlannedReply | undefined,
  drawn: Drawn,
): Omit<PlannedReply, "dueNs"> | undefined {
  const { send } = reply;
  if (send === "copy") return before && { ...before, send };
  if (isIcmpError(send)) {
    const [type, code] = icmpCodes(syn.family, send);
    const but = defectOf(reply, drawn.random);
    const wish = { quotes: reply.quotes ?? "all", ...but };
    return {
      send,
      ...but,
      means: but ? meaningOf(but.but) : { is: "unreachable", type, code },
      packet: composeIcmpError(syn, send, wish, drawn.random),
    };
  }
  return segment(syn, send, reply, drawn);
}

/** The defect, as a field to spread, where this reply has one. */
function defectOf({ but, butPercent = 100 }: Reply, random: Random): { but: Defect } | undefined {
  return random.happens(butPercent) && but ? { but } : undefined;
}

function segment(
  syn: Syn,
  send: SegmentName,
  reply: Reply,
  { isn, clock, random }: Drawn,
): Omit<PlannedReply, "dueNs"> {
  const but = defectOf(reply, random);
  const sequence = sequenceFor(send, isn, random);
  const extended = reply.extended ?? false;
  return {
    send,
    ...but,
    means: but ? meaningOf(but.but) : segments[send].means,
    sequence,
    packet: composeSegment(syn, { send, ...but, extended, sequence, clock }, random),
  };
}

/** A refusal carries zero (RFC 9293 §3.10.7.1); the rest is what the peer's TCP chose. */
function sequenceFor(send: SegmentName, isn: number, random: Random): number {
  if (send === "rst") return 0;
  if (send === "syn-ack of another server") return (isn ^ (1 + random.index(2 ** 31 - 1))) >>> 0;
  return send === "syn-ack" || send === "syn-ack again" || send === "syn" ? isn : random.word();
}
