import type { HalfopenError } from "../errors.ts";
import {
  type ClockSource,
  describeErrno,
  type Endpoint,
  type EngineListener,
  type IcmpFacts,
  type RejectionReason,
  type ReplyView,
  slotClock,
  type SynEngine,
  unsendable,
} from "../probe/index.ts";
import type { Nanoseconds } from "../units.ts";
import { Bitmap } from "./bitmap.ts";
import type { SweepSink, Told } from "./sweep-sink.ts";
import { toldOf, ToldSlot } from "./told.ts";

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
  readonly #told: ToldSlot;
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
    this.#told = new ToldSlot(engineOf);
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
    this.#settle(slot, this.#told.show(slot, outcome, rtt, clock, reply));
  }

  unreachable(
    slot: number,
    rtt: Nanoseconds | undefined,
    clock: ClockSource,
    icmp: IcmpFacts,
  ): void {
    if (rtt !== undefined) this.clocks[clock]++;
    const told = this.#told.show(slot, "unreachable", rtt, clock);
    told.icmp = icmp;
    this.#settle(slot, told);
  }

  timedOut(slot: number): void {
    const clock = slotClock(this.#engineOf().table, slot);
    this.#settle(slot, this.#told.show(slot, "timeout", undefined, clock));
  }

  failed(slot: number, errno: string): void {
    const told = this.#told.show(slot, "error", undefined, "user");
    told.error = describeErrno(errno);
    this.#settle(slot, told);
  }

  /** An endpoint that no SYN could be sent to: no route, no address. */
  unsendable(place: number, index: number, endpoint: Endpoint, error: HalfopenError): void {
    const { watch, now } = this.#engineOf();
    const sentAt = watch.wallAt(now, watch.offset);
    const result = unsendable(endpoint, index + 1, "syn", sentAt, error);
    this.#conclude(place, toldOf(result, this.#round));
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

  #settle(slot: number, told: ToldSlot): void {
    this.outstanding--;
    told.attempt = this.#round;
    this.#conclude(this.#engineOf().table.tag[slot]!, told);
  }

  #conclude(place: number, told: Told): void {
    this.settled++;
    if (told.outcome === "timeout" || told.outcome === "error") {
      this.#unanswered++;
      if (this.#round < this.#tries) return;
    } else {
      this.replied?.add(place);
    }
    this.#sink.told(told);
  }
}
