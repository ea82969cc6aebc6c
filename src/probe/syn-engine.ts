import type { Clock } from "../clock.ts";
import type { FrameView, Link, Origin } from "../net/index.ts";
import type { Instant, Nanoseconds } from "../units.ts";
import { nanoseconds } from "../units.ts";
import { SynTemplate } from "../wire/index.ts";
import { BatchSender } from "./batch-sender.ts";
import { ClockWatch } from "./clock-watch.ts";
import type { EngineListener, ProbeRequest } from "./engine-listener.ts";
import { Lateness } from "./lateness.ts";
import { FlowPicker } from "./flow-picker.ts";
import { Outstanding, state } from "./outstanding.ts";
import { Receiver } from "./receiver.ts";
import { FreshSequences, type Random32 } from "./sequence-numbers.ts";
import { TimerWheel } from "./timer-wheel.ts";

export type SynOptions = {
  /** Time to live, hop limit (default 64). */
  readonly ttl?: number;
  /** Differentiated services code point (default 0). */
  readonly dscp?: number;
  /** Send the 20-octet TCP header alone, without options. */
  readonly bare?: boolean;
  /** Offer ECN, and so learn whether the peer takes it (default not: few clients do). */
  readonly ecn?: boolean;
  /** How many probes may be outstanding or lingering at once (default 65,536). */
  readonly capacity?: number;
};

export type EngineOptions = SynOptions & {
  /** Each probe comes with a source port of its own, so that its flow is no other's; see `Outstanding`. */
  readonly flowsOnDemand?: boolean;
};

/** Slots that are due are taken so many at a time. */
const dueAtOnce = 1024;

/**
 * Sends SYNs and matches what comes back. It never waits: the caller says when to submit, flush,
 * receive and expire, and when to sleep.
 */
export class SynEngine {
  readonly table: Outstanding;
  readonly watch: ClockWatch;
  readonly receiver: Receiver;
  readonly lateness = new Lateness();
  /** SYNs that timed out and were not seen leaving. */
  heldBack = 0;
  readonly #link: Link;
  readonly #listener: EngineListener;
  readonly #options: SynOptions;
  readonly #random: Random32;
  readonly #sequences: FreshSequences;
  readonly #wheel: TimerWheel;
  readonly #flows: FlowPicker;
  readonly #origins: Origin[] = [];
  readonly #templates: SynTemplate[] = [];
  readonly #sender: BatchSender;
  readonly #due = new Int32Array(dueAtOnce);
  readonly #salt: number;

  constructor(
    link: Link,
    clock: Clock,
    random: Random32,
    listener: EngineListener,
    options: EngineOptions = {},
  ) {
    this.#link = link;
    this.#listener = listener;
    this.#options = options;
    this.#random = random;
    this.#salt = random();
    const { capacity = 65_536, flowsOnDemand = false } = options;
    this.table = new Outstanding(capacity, { flowsOnDemand });
    this.watch = new ClockWatch(clock);
    this.#sequences = new FreshSequences(random, this.table);
    this.#wheel = new TimerWheel(this.table.capacity, this.watch.now);
    this.#flows = new FlowPicker(this.table, link);
    this.#sender = new BatchSender(link, {
      begin: () => this.watch.read(),
      handedOver: (slot) => this.#handedOver(slot),
      taken: (slot) => this.#taken(slot),
      refused: (slot, errno) => this.#refused(slot, errno),
    });
    this.receiver = new Receiver(this.table, this.watch, this.#origins, this.#wheel, listener);
  }

  get now(): Nanoseconds {
    return this.watch.now;
  }

  /** Whether the next probe fits into the batch that the next `flush` sends: not while a full one waits. */
  get batchHasRoom(): boolean {
    return this.#link.batch.count < this.#link.batch.capacity;
  }

  /** Whether a probe finds a slot: without one, none of any endpoint does. */
  get hasRoom(): boolean {
    return this.table.inUse < this.table.capacity;
  }

  originOf(slot: number): Origin {
    return this.#origins[this.table.origin[slot]!]!;
  }

  /** When the SYN left, by the kernel's stamp; by our own clock when it was not seen leaving. */
  sentAt(slot: number): Instant {
    const { sentSeconds, sentNanoseconds, handedOver, offset } = this.table;
    if (sentSeconds[slot] === 0) return this.watch.wallAt(handedOver[slot]!, offset[slot]!);
    return { seconds: sentSeconds[slot]!, nanoseconds: sentNanoseconds[slot]! };
  }

  /** Prepares a probe for the next flush. False when it must wait: no slot or no flow is free. */
  submit(request: ProbeRequest): boolean {
    const { table } = this;
    const { batch } = this.#link;
    if (!this.batchHasRoom) return false;
    const localPort = request.localPort || this.#flows.pick(request, this.now);
    if (localPort === 0) return false;
    const slot = table.acquire();
    if (slot < 0) return false;
    const origin = this.#originIndex(request.origin);
    table.state[slot] = state.waiting;
    table.family[slot] = request.family;
    for (let word = 0; word < 4; word++) table.remote[slot * 4 + word] = request.words[word]!;
    table.remotePort[slot] = request.port;
    table.localPort[slot] = localPort;
    table.origin[slot] = origin;
    table.sequence[slot] = this.#sequences.next();
    table.run[slot] = request.run;
    table.tag[slot] = request.tag;
    table.index[slot] = request.index;
    // Most probes have none, and writing to an array of objects is not free.
    if (request.target !== undefined) table.target[slot] = request.target;
    table.inBurst[slot] = request.inBurst ? 1 : 0;
    table.timeout[slot] = request.timeout;
    table.due[slot] = request.due;
    table.linger[slot] = request.linger;
    table.sentSeconds[slot] = 0;
    table.rejectInterface[slot] = 0;
    table.enter(slot);
    const entry = batch.count++;
    batch.tags[entry] = slot;
    batch.scopes[entry] = request.scope;
    batch.lengths[entry] = this.#templates[origin]!.write(
      batch.view,
      entry * batch.slotSize,
      table.remote,
      slot * 4,
      request.port,
      localPort,
      table.sequence[slot],
      this.#random() & 0xffff,
      this.#timestampFor(slot),
    );
    return true;
  }

  /** Hands what is prepared to the kernel. False when it would not take all of it just now. See `BatchSender`. */
  flush(): boolean {
    return this.#sender.flush();
  }

  /** Whether a thread beside has not said yet what became of a batch. */
  get isSending(): boolean {
    return this.#sender.isBusy;
  }

  /** Takes in every frame that has come; returns how many. */
  receive(): number {
    this.watch.read();
    return this.#link.drain(this.#visit);
  }

  readonly #visit = (frame: FrameView): void => this.receiver.take(frame);

  /** Ends what is due: waiting probes time out, lingering ones are forgotten. Receive first. */
  expire(): void {
    const due = this.#due;
    let count: number;
    do {
      count = this.#wheel.takeDue(this.now, due);
      this.table.readAhead(due, count);
      for (let at = 0; at < count; at++) this.#expireSlot(due[at]!);
    } while (count === due.length);
  }

  #expireSlot(slot: number): void {
    const { table } = this;
    if (table.state[slot] !== state.waiting) return table.release(slot);
    if (table.sentSeconds[slot] === 0) this.heldBack++;
    this.#listener.timedOut(slot);
    table.state[slot] = state.lost;
    this.receiver.lingerOrRelease(slot);
  }

  /** When `expire` next has something to do, monotonic; Infinity when nothing is outstanding. */
  nextExpiry(): number {
    return this.#wheel.nextDue();
  }

  /**
   * Waits for no probe of a run any more, and tells `visit` of each that was still waiting. Their
   * flows stay taken for as long as those of lost probes: an answer may still come.
   */
  abandon(run: number, visit: (slot: number) => void): void {
    const { table } = this;
    this.#withdraw(run);
    for (let slot = 0; slot < table.capacity; slot++) {
      if (table.state[slot] === state.free || table.run[slot] !== run) continue;
      if (table.state[slot] === state.waiting) visit(slot);
      // It belongs to no run any more: what still comes of it is nobody's.
      table.run[slot] = 0;
      if (table.state[slot] !== state.waiting) continue;
      table.state[slot] = state.lost;
      this.receiver.lingerOrRelease(slot);
    }
  }

  /** Takes a run's packets back out of a batch that the kernel has not taken yet. */
  #withdraw(run: number): void {
    const { table } = this;
    this.#sender.withdraw((slot) => {
      if (table.run[slot] !== run) return false;
      table.release(slot);
      return true;
    });
  }

  #handedOver(slot: number): void {
    const { table, watch } = this;
    table.handedOver[slot] = watch.now;
    this.lateness.note(watch.now - table.due[slot]!);
    table.offset[slot] = watch.offset;
    table.offsetUncertainty[slot] = watch.uncertainty;
  }

  /** From a thread beside this may come after the answer, or when nobody waits for one any more. */
  #taken(slot: number): void {
    const { table, watch } = this;
    if (table.state[slot] === state.waiting) {
      const deadline = watch.now + table.timeout[slot]! + this.#link.visibilityDelay;
      this.#wheel.schedule(slot, nanoseconds(deadline));
    }
    this.#listener.sent(slot);
  }

  #refused(slot: number, errno: string): void {
    // It waited for so long that it was told as lost, and is remembered as that.
    if (this.table.state[slot] !== state.waiting) return;
    this.table.handedOver[slot] = this.watch.now;
    this.table.offset[slot] = this.watch.offset;
    this.#listener.failed(slot, errno);
    this.#wheel.cancel(slot);
    this.table.release(slot);
  }

  /** Milliseconds, as Linux counts: from another start for each destination, telling nobody our uptime. */
  #timestampFor(slot: number): number {
    const { remote } = this.table;
    const at = slot * 4;
    const mixed = Math.imul(
      remote[at]! ^ remote[at + 1]! ^ remote[at + 3]! ^ this.#salt,
      0x9e3779b1,
    );
    return (Math.floor(this.now / 1e6) + (mixed ^ (mixed >>> 15))) >>> 0;
  }

  #originIndex(origin: Origin): number {
    const known = this.#origins.indexOf(origin);
    if (known >= 0) return known;
    const { ttl = 64, dscp = 0, bare = false, ecn = false } = this.#options;
    const { family, words: source } = origin;
    this.#templates.push(new SynTemplate({ family, source, ttl, dscp, bare, ecn }));
    return this.#origins.push(origin) - 1;
  }
}
