import type { ProbedEndpoint } from "./probed-endpoint.ts";
import { SlotIndex } from "./slot-index.ts";

const none = -1;

/** Where a probe stands. */
export const state = {
  free: 0,
  /** Handed to the kernel, waiting for an answer. */
  waiting: 1,
  /** Told; kept to recognise what still comes (duplicates, retransmissions). */
  answered: 2,
  /** Told as lost; kept to recognise a late reply. */
  lost: 3,
} as const;

/**
 * Every probe that may still be answered, one slot each, in flat typed arrays: about 190 octets a
 * slot, no object and no allocation for a packet. Two indexes find a slot in constant time: by
 * sequence number (every reply and quotation names it) and by flow (for what names a wrong one, and
 * to pick a flow that is free). The second may wait until someone asks for a flow: at a hundred
 * thousand probes a second each look into a table is a wait for memory.
 */
export class Outstanding {
  readonly capacity: number;
  readonly state: Uint8Array;
  readonly family: Uint8Array;
  /** Remote address, four words a slot (IPv4 in the first). */
  readonly remote: Uint32Array;
  readonly remotePort: Uint16Array;
  readonly localPort: Uint16Array;
  /** Which of the engine's origins. */
  readonly origin: Uint16Array;
  readonly sequence: Uint32Array;
  /** The caller's run, and its name for the endpoint. */
  readonly run: Uint16Array;
  readonly tag: Uint32Array;
  readonly index: Float64Array;
  /** The endpoint as the prober knows it (of those that have one), and whether the probe is one of a burst. */
  readonly target: (ProbedEndpoint | undefined)[];
  readonly inBurst: Uint8Array;
  readonly timeout: Float64Array;
  readonly linger: Float64Array;
  /** When the probe was due, monotonic. */
  readonly due: Float64Array;
  /** When the packet was handed to the kernel: monotonic, and the clocks' offset then. */
  readonly handedOver: Float64Array;
  readonly offset: Float64Array;
  readonly offsetUncertainty: Float64Array;
  /** The kernel's stamp on the SYN as it left; seconds 0 when it was not seen leaving. */
  readonly sentSeconds: Float64Array;
  readonly sentNanoseconds: Uint32Array;
  readonly sentInterface: Int32Array;
  /** The interface that the first rejected segment came by; 0 before there is one. */
  readonly rejectInterface: Int32Array;
  /** Of the first reply, to tell copies of it from a second transmission. */
  readonly replyInterface: Int32Array;
  readonly replySequence: Uint32Array;
  readonly replyFlags: Uint8Array;
  readonly replyIdentification: Int32Array;
  readonly replyTimestamp: Float64Array;
  readonly replyAfter: Float64Array;
  #inUse = 0;
  /** What `readAhead` read, of no meaning: the compiler would leave out reads that nothing comes of. */
  ahead = 0;
  /**
   * The next slot to be taken, and of each free slot how many slots beyond the following one the next is: fresh
   * zeros mean the following one. So those that were given back come first, the last one on top, and then all
   * others in order: none is touched that is not needed.
   */
  #free = 0;
  readonly #afterFree: Int32Array;
  /** In the order in which they were acquired: of each slot the one that came next. */
  readonly #following: Int32Array;
  #latest = 0;
  readonly #bySequence: SlotIndex;
  #byFlow: SlotIndex | undefined;

  /**
   * `flowsOnDemand`: flows are not indexed before the first question for one, up to which no two
   * slots may have the same.
   */
  constructor(capacity: number, { flowsOnDemand = false } = {}) {
    this.capacity = capacity;
    this.state = new Uint8Array(capacity);
    this.family = new Uint8Array(capacity);
    this.remote = new Uint32Array(capacity * 4);
    this.remotePort = new Uint16Array(capacity);
    this.localPort = new Uint16Array(capacity);
    this.origin = new Uint16Array(capacity);
    this.sequence = new Uint32Array(capacity);
    this.run = new Uint16Array(capacity);
    this.tag = new Uint32Array(capacity);
    this.index = new Float64Array(capacity);
    this.target = [];
    this.inBurst = new Uint8Array(capacity);
    this.timeout = new Float64Array(capacity);
    this.linger = new Float64Array(capacity);
    this.due = new Float64Array(capacity);
    this.handedOver = new Float64Array(capacity);
    this.offset = new Float64Array(capacity);
    this.offsetUncertainty = new Float64Array(capacity);
    this.sentSeconds = new Float64Array(capacity);
    this.sentNanoseconds = new Uint32Array(capacity);
    this.sentInterface = new Int32Array(capacity);
    this.rejectInterface = new Int32Array(capacity);
    this.replyInterface = new Int32Array(capacity);
    this.replySequence = new Uint32Array(capacity);
    this.replyFlags = new Uint8Array(capacity);
    this.replyIdentification = new Int32Array(capacity);
    this.replyTimestamp = new Float64Array(capacity);
    this.replyAfter = new Float64Array(capacity);
    this.#following = new Int32Array(capacity);
    this.#afterFree = new Int32Array(capacity);
    // Sequence numbers are random already: their low bits spread as well as any hash.
    this.#bySequence = new SlotIndex(capacity);
    if (!flowsOnDemand) this.#indexFlows();
  }

  get inUse(): number {
    return this.#inUse;
  }

  /** A free slot, -1 when all are taken. It is found by nothing until `enter`. */
  acquire(): number {
    if (this.#inUse === this.capacity) return none;
    const slot = this.#free;
    this.#free = slot + 1 + this.#afterFree[slot]!;
    this.#inUse++;
    this.#following[this.#latest] = slot;
    this.#latest = slot;
    return slot;
  }

  /** Makes the slot findable by its sequence number and flow, which must be set by now. */
  enter(slot: number): void {
    this.#bySequence.add(slot, this.sequence[slot]!);
    if (this.#byFlow !== undefined) this.#addFlow(this.#byFlow, slot);
  }

  #addFlow(index: SlotIndex, slot: number): void {
    const { remote, remotePort, localPort } = this;
    index.add(slot, flowHash(remote, slot * 4, remotePort[slot]!, localPort[slot]!));
  }

  /** The index of flows, from now on kept, with all that are there already. */
  #indexFlows(): SlotIndex {
    const index = new SlotIndex(this.capacity, this.#inUse);
    for (let slot = 0; slot < this.capacity; slot++) {
      if (this.state[slot] !== state.free) this.#addFlow(index, slot);
    }
    this.#byFlow = index;
    return index;
  }

  /** Gives an entered slot back. */
  release(slot: number): void {
    this.#bySequence.remove(slot);
    this.#byFlow?.remove(slot);
    this.state[slot] = state.free;
    if (slot < this.target.length) this.target[slot] = undefined;
    this.#afterFree[slot] = this.#free - (slot + 1);
    this.#free = slot;
    this.#inUse--;
  }

  /** Brings into the processor's caches what `release` of the first so many slots will read. HOT. */
  readAhead(slots: Int32Array, count: number): void {
    this.ahead ^= this.#bySequence.readAheadOf(slots, count);
    if (this.#byFlow !== undefined) this.ahead ^= this.#byFlow.readAheadOf(slots, count);
  }

  /** The same for `bySequence` and `enter` of the first so many sequence numbers. HOT. */
  readAheadSequences(sequences: Uint32Array, count: number): void {
    this.ahead ^= this.#bySequence.readAhead(sequences, count);
  }

  /** The slot whose SYN bore this sequence number; -1 when there is none. At most one has it. */
  bySequence(sequence: number): number {
    return this.#bySequence.first(sequence);
  }

  /** Whether the slot is that of the SYN that bore this sequence number. */
  bears(slot: number, sequence: number): boolean {
    return this.sequence[slot] === sequence && this.state[slot] !== state.free;
  }

  /** The slot that was acquired after this one, if any was. */
  following(slot: number): number {
    return this.#following[slot]!;
  }

  /** The newest slot of a flow; -1 when there is none. The address lies at `at` in `words`. */
  byFlow(words: Uint32Array, at: number, remotePort: number, localPort: number): number {
    const index = this.#byFlow ?? this.#indexFlows();
    let slot = index.first(flowHash(words, at, remotePort, localPort));
    while (slot !== none && !this.#hasFlow(slot, words, at, remotePort, localPort)) {
      slot = index.after(slot);
    }
    return slot;
  }

  #hasFlow(slot: number, words: Uint32Array, at: number, remotePort: number, localPort: number) {
    return (
      this.localPort[slot] === localPort &&
      this.remotePort[slot] === remotePort &&
      this.remote[slot * 4] === words[at] &&
      this.remote[slot * 4 + 1] === words[at + 1] &&
      this.remote[slot * 4 + 2] === words[at + 2] &&
      this.remote[slot * 4 + 3] === words[at + 3]
    );
  }
}

function flowHash(words: Uint32Array, at: number, remotePort: number, localPort: number): number {
  let hash = Math.imul((remotePort << 16) | localPort, 0x9e3779b1);
  for (let word = 0; word < 4; word++) {
    hash = Math.imul(hash ^ words[at + word]!, 0x85ebca6b);
    hash ^= hash >>> 15;
  }
  return hash;
}
