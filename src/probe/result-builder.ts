import type { Nanoseconds } from "../units.ts";
import { nanoseconds } from "../units.ts";
import type { ReplyView } from "./reply-view.ts";
import type {
  Answer,
  ClockSource,
  Endpoint,
  IcmpFacts,
  ProbeEvent,
  ProbeFacts,
  RejectionReason,
} from "./result.ts";
import type { ProbedEndpoint } from "./probed-endpoint.ts";
import type { Run } from "./run.ts";
import { flowOf } from "./plan.ts";
import { slotEndpoint, slotFacts } from "./slot-facts.ts";
import { describeErrno } from "./send-error.ts";
import type { EngineListener } from "./engine-listener.ts";
import type { SynEngine } from "./syn-engine.ts";

/** Turns what the engine says of slots into the events of the run that they belong to. */
export class ResultBuilder implements EngineListener {
  readonly #engineOf: () => SynEngine;
  readonly #runs: ReadonlyMap<number, Run>;

  /** `engineOf` is asked only once probes are out: engine and listener know each other. */
  constructor(engineOf: () => SynEngine, runs: ReadonlyMap<number, Run>) {
    this.#engineOf = engineOf;
    this.#runs = runs;
  }

  sent(slot: number): void {
    const run = this.#runOf(slot);
    if (run?.wishes.tellSends) run.events.push({ event: "sent", facts: this.#facts(slot) });
  }

  answered(
    slot: number,
    outcome: "open" | "closed",
    rtt: Nanoseconds,
    clock: ClockSource,
    reply: ReplyView,
  ): void {
    const facts = reply.facts();
    const changed = this.#targetOf(slot)?.looks.compare(outcome, facts) ?? [];
    // HOT. Not spread: each result would get a shape of its own, and cost thirty times as much.
    const result = Object.assign(this.#facts(slot, clock), { outcome, rtt, reply: facts });
    const told = changed.length === 0 ? result : Object.assign(result, { changed });
    this.#tell(slot, { event: "probe", result: told });
  }

  timedOut(slot: number): void {
    this.#doubtRoute(slot);
    const waited = nanoseconds(this.#engineOf().table.timeout[slot]!);
    const result = Object.assign(this.#facts(slot), { outcome: "timeout", waited } as const);
    this.#tell(slot, { event: "probe", result });
  }

  failed(slot: number, errno: string): void {
    this.#doubtRoute(slot);
    const result = {
      ...this.#facts(slot, "user"),
      outcome: "error",
      error: describeErrno(errno),
    } as const;
    this.#tell(slot, { event: "probe", result });
  }

  unreachable(
    slot: number,
    rtt: Nanoseconds | undefined,
    clock: ClockSource,
    icmp: IcmpFacts,
  ): void {
    const facts = { ...this.#facts(slot, clock), ...(rtt !== undefined && { rtt }) };
    this.#tell(slot, { event: "probe", result: { ...facts, outcome: "unreachable", icmp } });
  }

  late(slot: number, rtt: Nanoseconds, clock: ClockSource, answer: Answer): void {
    const facts = this.#facts(slot, clock);
    this.#runOf(slot)?.events.push({ event: "late", facts, rtt, ...answer });
  }

  repeated(
    slot: number,
    kind: "duplicate" | "retransmitted",
    rtt: Nanoseconds,
    answer: Answer,
  ): void {
    const facts = this.#facts(slot);
    this.#runOf(slot)?.events.push({ event: kind, facts, rtt, ...answer });
  }

  rejected(slot: number, reason: RejectionReason, reply: ReplyView): void {
    this.#runOf(slot)?.events.push({
      event: "rejected",
      endpoint: this.#endpointOf(slot),
      index: this.#engineOf().table.index[slot]!,
      reason,
      from: { address: reply.sourceAddress, port: reply.sourcePort },
      ttl: reply.layout.hopLimit,
      at: { seconds: reply.frame.seconds, nanoseconds: reply.frame.nanoseconds },
    });
  }

  #runOf(slot: number): Run | undefined {
    return this.#runs.get(this.#engineOf().table.run[slot]!);
  }

  #tell(slot: number, event: ProbeEvent): void {
    const run = this.#runOf(slot);
    if (run === undefined) return;
    run.untold--;
    run.events.push(event);
  }

  #targetOf(slot: number): ProbedEndpoint | undefined {
    return this.#engineOf().table.target[slot];
  }

  /** A lost probe may have taken a way that is gone: the next one asks for the route anew. */
  #doubtRoute(slot: number): void {
    const target = this.#targetOf(slot);
    if (target !== undefined) target.originAsked = Number.NEGATIVE_INFINITY;
  }

  #endpointOf(slot: number): Endpoint {
    const { table } = this.#engineOf();
    const known = this.#targetOf(slot);
    if (known !== undefined) return known.endpoint;
    return slotEndpoint(table, slot);
  }

  #facts(slot: number, clock?: ClockSource): ProbeFacts {
    const engine = this.#engineOf();
    const facts = slotFacts(engine, slot, this.#endpointOf(slot), clock);
    const flows = this.#runOf(slot)?.wishes.flows;
    return flows === undefined ? facts : Object.assign(facts, { flow: flowOf(facts.index, flows) });
  }
}
