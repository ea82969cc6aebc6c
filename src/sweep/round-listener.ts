import type { HalfopenError } from "../errors.ts";
import {
  type ClockSource,
  describeErrno,
  type Endpoint,
  type EngineListener,
  type IcmpFacts,
  type Outcome,
  type ProbeResult,
  type RejectionReason,
  type ReplyView,
  slotEndpoint,
  slotFacts,
  type SynEngine,
  unsendable,
} from "../probe/index.ts";
import { type Nanoseconds, nanoseconds } from "../units.ts";
import { Bitmap } from "./bitmap.ts";
import type { SweepSink, Told } from "./sweep-sink.ts";

/** More cannot be asked again: who has answered is kept in a bit each, 128 MiB in all. */
export const mostAskedAgain = 2 ** 30;

/**
 * Takes what the engine says of slots and tells it by endpoint, once each: an answer at once, the
 * lack of one only after the last round.
 */
export class RoundListener implements EngineListener {
  /** Sent in this round and not settled yet. */
  outstanding = 0;
  readonly #engineOf: () => SynEngine;
  readonly #sink: SweepSink;
  readonly #tries: number;
  /** Which steps of the share something answered for; only kept when there may be a second round. */
  readonly replied: Bitmap | undefined;
  /** SYNs that the kernel took. */
  handedOver = 0;
  /** Delays by the kernel's clock, and by our own. */
  readonly clocks = { kernel: 0, user: 0 };
  /** Endpoints of this round that are answered or given up. */
  settled = 0;
  readonly #told = new ToldSlot();
  #round: number;
  #unanswered: number;

  /** `steps` are those of the share; `from`: what an earlier sweep knew already. */
  constructor(
    engineOf: () => SynEngine,
    sink: SweepSink,
    tries: number,
    steps: number,
    from: { readonly round: number; readonly unanswered?: number; readonly answered?: Bitmap },
  ) {
    this.#engineOf = engineOf;
    this.#sink = sink;
    this.#tries = tries;
    this.replied = tries > 1 ? (from.answered ?? new Bitmap(steps)) : undefined;
    this.#round = from.round;
    this.#unanswered = from.unanswered ?? 0;
    this.settled = this.#unanswered + (from.round === 1 ? (this.replied?.count ?? 0) : 0);
  }

  /** Endpoints of this round that nothing answered for. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Of the round that it is in already, the count goes on. */
  beginRound(round: number): void {
    if (round === this.#round) return;
    this.#round = round;
    this.#unanswered = 0;
    this.settled = 0;
  }

  /** `place` is which of the share's steps it is. */
  isAnswered(place: number): boolean {
    return this.replied?.has(place) ?? false;
  }

  sent(): void {
    this.handedOver++;
  }

  answered(
    slot: number,
    outcome: "open" | "closed",
    rtt: Nanoseconds,
    clock: ClockSource,
    reply: ReplyView,
  ): void {
    this.clocks[clock]++;
    this.#settle(slot, outcome, rtt, () => ({
      ...this.#facts(slot, clock),
      outcome,
      rtt,
      reply: reply.facts(),
    }));
  }

  unreachable(
    slot: number,
    rtt: Nanoseconds | undefined,
    clock: ClockSource,
    icmp: IcmpFacts,
  ): void {
    if (rtt !== undefined) this.clocks[clock]++;
    this.#settle(slot, "unreachable", rtt, () => ({
      ...this.#facts(slot, clock),
      outcome: "unreachable",
      ...(rtt !== undefined && { rtt }),
      icmp,
    }));
  }

  timedOut(slot: number): void {
    const waited = nanoseconds(this.#engineOf().table.timeout[slot]!);
    this.#settle(slot, "timeout", undefined, () => ({
      ...this.#facts(slot),
      outcome: "timeout",
      waited,
    }));
  }

  failed(slot: number, errno: string): void {
    this.#settle(slot, "error", undefined, () => ({
      ...this.#facts(slot, "user"),
      outcome: "error",
      error: describeErrno(errno),
    }));
  }

  /** An endpoint that no SYN could be sent to: no route, no address. */
  unsendable(place: number, index: number, endpoint: Endpoint, error: HalfopenError): void {
    const { watch, now } = this.#engineOf();
    const sentAt = watch.wallAt(now, watch.offset);
    this.#conclude(place, index, "error", undefined, () =>
      unsendable(endpoint, index + 1, "syn", sentAt, error),
    );
  }

  late(): void {
    this.#sink.late();
  }

  repeated(_slot: number, kind: "duplicate" | "retransmitted"): void {
    this.#sink.repeated(kind);
  }

  rejected(_slot: number, reason: RejectionReason): void {
    this.#sink.rejected(reason);
  }

  #settle(
    slot: number,
    outcome: Outcome,
    rtt: Nanoseconds | undefined,
    result: () => ProbeResult,
  ): void {
    this.outstanding--;
    const { tag, index } = this.#engineOf().table;
    this.#conclude(tag[slot]!, index[slot]! - 1, outcome, rtt, result);
  }

  #conclude(
    place: number,
    index: number,
    outcome: Outcome,
    rtt: Nanoseconds | undefined,
    result: () => ProbeResult,
  ): void {
    this.settled++;
    if (outcome === "timeout" || outcome === "error") {
      this.#unanswered++;
      if (this.#round < this.#tries) return;
    } else {
      this.replied?.add(place);
    }
    this.#sink.told(this.#told.show(index, this.#round, outcome, rtt, result));
  }

  #facts(slot: number, clock?: ClockSource) {
    const engine = this.#engineOf();
    return slotFacts(engine, slot, slotEndpoint(engine.table, slot), clock);
  }
}

/** The one object in which every endpoint is shown. */
class ToldSlot implements Told {
  index = 0;
  attempt = 0;
  outcome: Outcome = "timeout";
  rtt: Nanoseconds | undefined;
  result: () => ProbeResult = () => {
    throw new TypeError("nothing is told yet");
  };

  show(
    index: number,
    attempt: number,
    outcome: Outcome,
    rtt: Nanoseconds | undefined,
    result: () => ProbeResult,
  ): this {
    this.index = index;
    this.attempt = attempt;
    this.outcome = outcome;
    this.rtt = rtt;
    this.result = result;
    return this;
  }
}
