import type { FrameView, Origin } from "../net/index.ts";
import { elapsedBetween, nanoseconds } from "../units.ts";
import {
  acknowledgmentOf,
  copySource,
  destinationEquals,
  destinationPortOf,
  flag,
  flagsOf,
  protocol,
  QuotedSegment,
  readIcmpError,
  sequenceOf,
  sourceEquals,
  sourcePortOf,
  transportChecksumHolds,
} from "../wire/index.ts";
import type { ClockWatch } from "./clock-watch.ts";
import { icmpFacts } from "./icmp-facts.ts";
import { InOrder } from "./in-order.ts";
import { type Outstanding, state } from "./outstanding.ts";
import { ReplyView } from "./reply-view.ts";
import type { Answer, ClockSource, IcmpFacts, RejectionReason } from "./result.ts";
import type { EngineListener } from "./engine-listener.ts";
import type { TimerWheel } from "./timer-wheel.ts";
import { damageOf, verify } from "./verify.ts";

/**
 * A second SYN-ACK that comes at least this much after the first is the peer's retransmission:
 * no stack retransmits sooner (Linux's least RTO is 200 ms, RFC 6298 asks for 1 s), and no
 * network holds a copy back that long.
 */
const shortestRetransmission = 200e6;

/** An answer that was proved to be one: what the segment says, or an ICMP error. */
type Verified = "open" | "closed" | { readonly icmp: IcmpFacts };

/** Matches frames to probes and judges them. */
export class Receiver {
  /** Segments for our ports that belong to no probe that is still known. */
  strays = 0;
  /** Our own RSTs seen leaving (only when the link shows them). */
  resetsSent = 0;
  /** SYNs that were answered although they were not seen leaving. */
  unseenSends = 0;
  readonly #table: Outstanding;
  readonly #watch: ClockWatch;
  readonly #origins: readonly Origin[];
  readonly #wheel: TimerWheel;
  readonly #listener: EngineListener;
  readonly #leaving: InOrder;
  readonly #answering: InOrder;
  readonly #reply = new ReplyView();
  readonly #quoted = new QuotedSegment();
  readonly #source = new Uint32Array(4);
  #rtt = nanoseconds(0);
  #clock: ClockSource = "kernel";

  constructor(
    table: Outstanding,
    watch: ClockWatch,
    origins: readonly Origin[],
    wheel: TimerWheel,
    listener: EngineListener,
  ) {
    this.#table = table;
    this.#leaving = new InOrder(table);
    this.#answering = new InOrder(table);
    this.#watch = watch;
    this.#origins = origins;
    this.#wheel = wheel;
    this.#listener = listener;
  }

  take(frame: FrameView): void {
    const whole = this.#reply.pointAt(frame);
    if (frame.direction === "outgoing") {
      if (whole) this.#noteLeaving(frame);
      return;
    }
    switch (this.#reply.layout.protocol) {
      case protocol.tcp:
        if (whole) this.#judge(frame);
        else this.#rejectDamaged(frame);
        return;
      case protocol.icmp:
      case protocol.icmpv6:
        this.#judgeError(frame, whole);
        return;
      default:
    }
  }

  /** Keeps a told probe for as long as it asked, or frees it. */
  lingerOrRelease(slot: number): void {
    const linger = this.#table.linger[slot]!;
    if (linger > 0) {
      this.#wheel.schedule(slot, nanoseconds(this.#watch.now + linger));
    } else {
      this.#wheel.cancel(slot);
      this.#table.release(slot);
    }
  }

  /** Our own SYN: on stacked interfaces it is seen several times, and the last is nearest the wire. */
  #noteLeaving(frame: FrameView): void {
    const table = this.#table;
    const at = this.#reply.layout.transportAt;
    if ((flagsOf(frame.view, at) & flag.rst) !== 0) {
      this.resetsSent++;
      return;
    }
    const slot = this.#leaving.slotOf(sequenceOf(frame.view, at));
    // Also of a probe that was given up: on a busy machine it may be seen leaving after its deadline.
    if (slot < 0 || table.state[slot] === state.answered) return;
    if (table.localPort[slot] !== sourcePortOf(frame.view, at)) return;
    table.sentSeconds[slot] = frame.seconds;
    table.sentNanoseconds[slot] = frame.nanoseconds;
    table.sentInterface[slot] = frame.interfaceIndex;
  }

  /** An ICMP error: about our SYN when it quotes its addresses, ports and sequence number. */
  #judgeError(frame: FrameView, whole: boolean): void {
    const table = this.#table;
    const reply = this.#reply;
    const quoted = this.#quoted;
    if (!readIcmpError(frame.view, reply.layout, quoted)) return;
    const slot = table.bySequence(quoted.sequence);
    if (slot < 0 || !this.#isQuoted(slot)) {
      this.strays++;
      return;
    }
    if (!whole) return this.#reject(slot, "truncated");
    if (frame.checksumFinished && !transportChecksumHolds(frame.view, reply.layout)) {
      return this.#reject(slot, "bad-checksum");
    }
    this.#measure(slot, frame, this.#wentRound(slot, frame));
    const { family, type, code, mtu } = quoted;
    this.#settle(slot, frame, {
      icmp: icmpFacts(family, type, code, reply.sourceAddress, mtu),
    });
  }

  /** False for our own kernel's word that it could not send: then there is no round trip. */
  #wentRound(slot: number, frame: FrameView): boolean {
    if (this.#table.sentSeconds[slot] !== 0) return true;
    const { words } = this.#origins[this.#table.origin[slot]!]!;
    return !sourceEquals(frame.view, this.#reply.layout, words, 0);
  }

  #isQuoted(slot: number): boolean {
    const table = this.#table;
    const quoted = this.#quoted;
    const origin = this.#origins[table.origin[slot]!]!;
    const at = slot * 4;
    return (
      table.localPort[slot] === quoted.sourcePort &&
      table.remotePort[slot] === quoted.destinationPort &&
      table.family[slot] === quoted.family &&
      quoted.destination.every((word, index) => word === table.remote[at + index]) &&
      quoted.source.every((word, index) => word === origin.words[index])
    );
  }

  #judge(frame: FrameView): void {
    const table = this.#table;
    const { layout } = this.#reply;
    const acknowledged = acknowledgmentOf(frame.view, layout.transportAt);
    const slot = this.#answering.slotOf((acknowledged - 1) >>> 0);
    if (slot < 0 || !this.#isAddressedAs(slot, frame)) return this.#judgeStray(frame, slot);
    const verdict = verify(frame.view, layout, frame.checksumFinished, table.sequence[slot]!);
    if (verdict !== "open" && verdict !== "closed") return this.#reject(slot, verdict);
    this.#measure(slot, frame);
    this.#settle(slot, frame, verdict);
  }

  /** What a verified answer means depends on what was there before it. */
  #settle(slot: number, frame: FrameView, answer: Verified): void {
    const standing = this.#table.state[slot];
    if (standing === state.waiting) this.#answer(slot, frame, answer);
    else if (standing === state.lost) this.#answerLate(slot, frame, answer);
    else this.#repeat(slot, frame, answer);
  }

  /** Whether the segment goes the way back of the slot's SYN: both addresses, both ports. */
  #isAddressedAs(slot: number, frame: FrameView): boolean {
    const table = this.#table;
    const { layout } = this.#reply;
    const { view } = frame;
    return (
      table.localPort[slot] === destinationPortOf(view, layout.transportAt) &&
      table.remotePort[slot] === sourcePortOf(view, layout.transportAt) &&
      table.family[slot] === layout.version &&
      sourceEquals(view, layout, table.remote, slot * 4) &&
      destinationEquals(view, layout, this.#origins[table.origin[slot]!]!.words, 0)
    );
  }

  /** A segment that acknowledges none of our SYNs on its flow: say what is wrong with it. */
  #judgeStray(frame: FrameView, acknowledged: number): void {
    const table = this.#table;
    const { layout } = this.#reply;
    const slot = this.#byFlow(frame);
    const attributed = slot >= 0 ? slot : acknowledged;
    if (attributed < 0) {
      this.strays++;
      return;
    }
    const damage = damageOf(frame.view, layout, frame.checksumFinished);
    if (damage !== undefined) return this.#reject(attributed, damage);
    if (slot < 0) {
      const rightAddress =
        table.family[attributed] === layout.version &&
        sourceEquals(frame.view, layout, table.remote, attributed * 4);
      return this.#reject(attributed, rightAddress ? "wrong-port" : "wrong-address");
    }
    const verdict = verify(frame.view, layout, frame.checksumFinished, table.sequence[slot]!);
    // All is right but where it went: not to the address that our SYN came from.
    const misdirected = verdict === "open" || verdict === "closed";
    this.#reject(slot, misdirected ? "wrong-address" : verdict);
  }

  /** A frame that was cut or whose IP header is damaged: to whom does it seem to belong? */
  #rejectDamaged(frame: FrameView): void {
    const { layout } = this.#reply;
    if (layout.problem === "fragment") return;
    const slot = layout.transportLength >= 4 ? this.#byFlow(frame) : -1;
    if (slot < 0) this.strays++;
    else this.#reject(slot, layout.problem === "bad-checksum" ? "bad-checksum" : "truncated");
  }

  #byFlow(frame: FrameView): number {
    const { layout } = this.#reply;
    this.#source.fill(0);
    copySource(frame.view, layout, this.#source, 0);
    return this.#table.byFlow(
      this.#source,
      0,
      sourcePortOf(frame.view, layout.transportAt),
      destinationPortOf(frame.view, layout.transportAt),
    );
  }

  #reject(slot: number, reason: RejectionReason): void {
    const { rejectInterface } = this.#table;
    const { interfaceIndex } = this.#reply.frame;
    if (rejectInterface[slot] === 0) rejectInterface[slot] = interfaceIndex;
    // The same frame once more, on its way up through stacked interfaces.
    if (rejectInterface[slot] !== interfaceIndex) return;
    this.#listener.rejected(slot, reason, this.#reply);
  }

  #answer(slot: number, frame: FrameView, answer: Verified): void {
    const table = this.#table;
    if (this.#rtt > table.timeout[slot]!) {
      this.#listener.timedOut(slot);
      return this.#answerLate(slot, frame, answer);
    }
    table.state[slot] = state.answered;
    this.#remember(slot, frame, answer);
    if (typeof answer === "string") {
      this.#listener.answered(slot, answer, this.#rtt, this.#clock, this.#reply);
    } else {
      const rtt = this.#wentRound(slot, frame) ? this.#rtt : undefined;
      this.#listener.unreachable(slot, rtt, this.#clock, answer.icmp);
    }
    this.lingerOrRelease(slot);
  }

  #answerLate(slot: number, frame: FrameView, answer: Verified): void {
    this.#table.state[slot] = state.answered;
    this.#remember(slot, frame, answer);
    this.#listener.late(slot, this.#rtt, this.#clock, this.#facts(answer));
    this.lingerOrRelease(slot);
  }

  /** One more verified answer to a probe that has one. */
  #repeat(slot: number, frame: FrameView, answer: Verified): void {
    const table = this.#table;
    // The same frame once more, on its way up through stacked interfaces.
    if (table.replyInterface[slot] !== frame.interfaceIndex) return;
    const reply = this.#reply;
    const sameAnswer =
      table.replyFlags[slot] === this.#kindOf(answer) &&
      table.replySequence[slot] === this.#detailOf(answer);
    if (!sameAnswer) return this.#reject(slot, "contradictory");
    const identical =
      typeof answer !== "string" ||
      (table.replyTimestamp[slot] === reply.timestamp &&
        table.replyIdentification[slot] === reply.identification);
    const soon = this.#rtt - table.replyAfter[slot]! < shortestRetransmission;
    const retransmitted = answer === "open" && !(identical && soon);
    const kind = retransmitted ? "retransmitted" : "duplicate";
    this.#listener.repeated(slot, kind, this.#rtt, this.#facts(answer));
  }

  #remember(slot: number, frame: FrameView, answer: Verified): void {
    const table = this.#table;
    const segment = typeof answer === "string";
    table.replyInterface[slot] = frame.interfaceIndex;
    table.replyFlags[slot] = this.#kindOf(answer);
    table.replySequence[slot] = this.#detailOf(answer);
    table.replyIdentification[slot] = this.#reply.identification;
    table.replyTimestamp[slot] = segment ? this.#reply.timestamp : -1;
    table.replyAfter[slot] = this.#rtt;
  }

  /** A segment's flags; no segment answers without any, so 0 stands for an ICMP error. */
  #kindOf(answer: Verified): number {
    return typeof answer === "string" ? this.#reply.flags : 0;
  }

  #detailOf(answer: Verified): number {
    if (typeof answer === "string") return this.#reply.sequence;
    return (answer.icmp.type << 8) | answer.icmp.code;
  }

  #facts(answer: Verified): Answer {
    return typeof answer === "string" ? { reply: this.#reply.facts() } : answer;
  }

  /** The round-trip delay between the kernel's stamps; between our own clock's where those fail. */
  #measure(slot: number, frame: FrameView, left = true): void {
    const table = this.#table;
    const watch = this.#watch;
    const seen = table.sentSeconds[slot] !== 0;
    if (!seen && left) this.unseenSends++;
    const stepped = watch.differs(table.offset[slot]!, table.offsetUncertainty[slot]!);
    if (seen && !stepped) {
      this.#rtt = elapsedBetween(
        { seconds: table.sentSeconds[slot]!, nanoseconds: table.sentNanoseconds[slot]! },
        frame,
      );
      this.#clock = "kernel";
      if (this.#rtt >= 0) return;
    }
    this.#rtt = nanoseconds(watch.now - table.handedOver[slot]!);
    this.#clock = "user";
  }
}
