import type { Link, PacketBatch } from "../net/index.ts";

/** What becomes of the packets of a batch, each named by its tag. */
export type Departures = {
  /** Packets are about to be handed over: what the time is, matters now. */
  begin(): void;
  /** It is on its way to the kernel: what comes of it may come from now on. */
  handedOver(tag: number): void;
  /** The kernel has taken it. */
  taken(tag: number): void;
  /** The kernel will not take it: an errno's name. */
  refused(tag: number, errno: string): void;
};

const retryable = ["EAGAIN", "ENOBUFS", "EINTR"];

/**
 * Hands the link's batches to the kernel. Full ones go to threads beside where the link has some: who
 * prepares packets as fast as they can be sent then prepares and listens meanwhile.
 */
export class BatchSender {
  readonly #link: Link;
  readonly #departures: Departures;
  /** How many of the link's batch, from the first, the kernel has taken. */
  #taken = 0;
  /** What threads beside could not send all of, and how far they came. */
  readonly #rests: { readonly batch: PacketBatch; taken: number }[] = [];
  #aside = 0;

  constructor(link: Link, departures: Departures) {
    this.#link = link;
    this.#departures = departures;
  }

  /** Whether packets are with a thread beside, and what became of them is not told yet. */
  get isBusy(): boolean {
    return this.#aside > 0 || this.#rests.length > 0;
  }

  /**
   * Hands over all that is prepared. False when the kernel would not take all of it just now. A full
   * batch that finds no thread beside free is left until the first of them is: that wakes the link.
   */
  flush(): boolean {
    for (let rest = this.#rests[0]; rest !== undefined; rest = this.#rests[0]) {
      rest.taken = this.#send(rest.batch, rest.taken);
      if (rest.batch.count > 0) return false;
      this.#rests.shift();
    }
    const { batch } = this.#link;
    const isFull = this.#taken === 0 && batch.count === batch.capacity;
    if (isFull && (this.#sendAside(batch) || this.#aside > 0)) return true;
    this.#taken = this.#send(batch, this.#taken);
    return batch.count === 0;
  }

  /** Takes the packets that `isUnwanted` knows out of a batch that the kernel has not taken yet. */
  withdraw(isUnwanted: (tag: number) => boolean): void {
    const { batch } = this.#link;
    const { slotSize, lengths, scopes, tags } = batch;
    const octets = new Uint8Array(batch.view.buffer, batch.view.byteOffset);
    let kept = this.#taken;
    for (let entry = kept; entry < batch.count; entry++) {
      if (isUnwanted(tags[entry]!)) continue;
      octets.copyWithin(kept * slotSize, entry * slotSize, (entry + 1) * slotSize);
      lengths[kept] = lengths[entry]!;
      scopes[kept] = scopes[entry]!;
      tags[kept++] = tags[entry]!;
    }
    batch.count = kept;
  }

  /** Sends from packet `taken` on; returns where it had to stop. When all are gone the batch is empty. */
  #send(batch: PacketBatch, taken: number): number {
    if (batch.count === 0) return 0;
    const departures = this.#departures;
    departures.begin();
    let next = taken;
    while (next < batch.count) {
      const until = next + this.#link.send(batch, next);
      for (; next < until; next++) {
        departures.handedOver(batch.tags[next]!);
        departures.taken(batch.tags[next]!);
      }
      if (next === batch.count) break;
      const errno = this.#link.refusal ?? "";
      if (retryable.includes(errno)) return next;
      departures.refused(batch.tags[next++]!, errno);
    }
    batch.count = 0;
    return 0;
  }

  #sendAside(batch: PacketBatch): boolean {
    this.#departures.begin();
    if (!this.#link.sendAside(this.#back)) return false;
    this.#aside++;
    for (let entry = 0; entry < batch.count; entry++) {
      this.#departures.handedOver(batch.tags[entry]!);
    }
    return true;
  }

  readonly #back = (batch: PacketBatch, taken: number): void => {
    this.#aside--;
    this.#departures.begin();
    for (let entry = 0; entry < taken; entry++) this.#departures.taken(batch.tags[entry]!);
    if (taken === batch.count) batch.count = 0;
    else this.#rests.push({ batch, taken });
  };
}
