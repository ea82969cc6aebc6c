import {
  type ClockSource,
  type Endpoint,
  type IcmpFacts,
  type Outcome,
  type ProbeErrorFacts,
  type ProbeResult,
  type ReplyView,
  slotEndpoint,
  slotFacts,
  slotSource,
  type Source,
  type SynEngine,
} from "../probe/index.ts";
import { type Instant, nanoseconds, type Nanoseconds } from "../units.ts";
import type { Told } from "./sweep-sink.ts";

/** An endpoint that is told from its slot in the engine's table, and good for as long as that is. */
export class ToldSlot implements Told {
  attempt = 0;
  outcome: Outcome = "timeout";
  rtt: Nanoseconds | undefined;
  clock: ClockSource = "user";
  icmp: IcmpFacts | undefined;
  error: ProbeErrorFacts | undefined;
  readonly #engineOf: () => SynEngine;
  #slot = 0;
  #reply: ReplyView | undefined;

  constructor(engineOf: () => SynEngine) {
    this.#engineOf = engineOf;
  }

  /** Forgets the slot before. HOT. */
  show(
    slot: number,
    outcome: Outcome,
    rtt: Nanoseconds | undefined,
    clock: ClockSource,
    reply?: ReplyView,
  ): this {
    this.#slot = slot;
    this.outcome = outcome;
    this.rtt = rtt;
    this.clock = clock;
    this.#reply = reply;
    this.icmp = undefined;
    this.error = undefined;
    return this;
  }

  get index(): number {
    return this.#engineOf().table.index[this.#slot]! - 1;
  }

  get endpoint(): Endpoint {
    return slotEndpoint(this.#engineOf().table, this.#slot);
  }

  get sentAt(): Instant {
    return this.#engineOf().sentAt(this.#slot);
  }

  get source(): Source {
    return slotSource(this.#engineOf(), this.#slot);
  }

  get ttl(): number | undefined {
    return this.#reply?.layout.hopLimit;
  }

  result(): ProbeResult {
    const { outcome, rtt } = this;
    const facts = slotFacts(this.#engineOf(), this.#slot, this.endpoint, this.clock);
    // HOT. Not spread: each result would get a shape of its own, and cost thirty times as much.
    switch (outcome) {
      case "open":
      case "closed":
        return Object.assign(facts, { outcome, rtt: rtt!, reply: this.#reply!.facts() });
      case "unreachable":
        return rtt === undefined
          ? Object.assign(facts, { outcome, icmp: this.icmp! })
          : Object.assign(facts, { outcome, rtt, icmp: this.icmp! });
      case "timeout": {
        const waited = nanoseconds(this.#engineOf().table.timeout[this.#slot]!);
        return Object.assign(facts, { outcome, waited });
      }
      case "error":
        return Object.assign(facts, { outcome, error: this.error! });
    }
  }
}

/** An endpoint whose result there is already, such as one without a slot. */
export function toldOf(result: ProbeResult, attempt: number): Told {
  const { index, outcome, clock, endpoint, sentAt, source } = result;
  return {
    index: index - 1,
    attempt,
    outcome,
    rtt: "rtt" in result ? result.rtt : undefined,
    clock,
    endpoint,
    sentAt,
    source,
    ttl: "reply" in result ? result.reply.ttl : undefined,
    icmp: "icmp" in result ? result.icmp : undefined,
    error: "error" in result ? result.error : undefined,
    result: () => result,
  };
}
