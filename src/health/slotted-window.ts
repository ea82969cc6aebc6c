import { decodeHistogram, encodeHistogram, Histogram } from "../stats/index.ts";
import type { Nanoseconds } from "../units.ts";
import type { WindowSummary } from "../store/index.ts";

/** A slot that is over: counts, and the delays as octets, a tenth of what they take in the open. */
type ClosedSlot = {
  readonly number: number;
  readonly sent: number;
  readonly lost: number;
  readonly delays: Uint8Array;
};

const slots = 10;

/**
 * The last so many milliseconds of one endpoint, in ten slots: what is older than the window by up to
 * a tenth of it is still in, so that nothing is ever estimated. Time is monotonic milliseconds.
 */
export class SlottedWindow {
  readonly #slotLength: number;
  readonly #closed: ClosedSlot[] = [];
  #number = -1;
  #sent = 0;
  #lost = 0;
  #delays = new Histogram();
  /** All slots together, from when somebody asks until one of them falls out. */
  #whole: Histogram | undefined;
  #summary: WindowSummary | undefined;
  /** Of the closed slots, so that a look at the shares needs no sum over them. */
  #closedSent = 0;
  #closedLost = 0;

  constructor(length: number) {
    this.#slotLength = length / slots;
  }

  record(now: number, lost: boolean, rtt: Nanoseconds | undefined): void {
    this.#advance(now);
    this.#sent++;
    if (lost) this.#lost++;
    if (rtt !== undefined) {
      this.#delays.record(rtt);
      this.#whole?.record(rtt);
    }
    this.#summary = undefined;
  }

  sent(now: number): number {
    this.#advance(now);
    return this.#sent + this.#closedSent;
  }

  lost(now: number): number {
    this.#advance(now);
    return this.#lost + this.#closedLost;
  }

  /** How many slots hold anything: how much of the window is covered. */
  slotsInUse(now: number): number {
    this.#advance(now);
    return this.#closed.length + (this.#sent > 0 ? 1 : 0);
  }

  summary(now: number): WindowSummary {
    this.#advance(now);
    this.#summary ??= this.#sumUp();
    return this.#summary;
  }

  quantile(now: number, q: number): Nanoseconds | undefined {
    this.#advance(now);
    return this.#merged().quantile(q);
  }

  #sumUp(): WindowSummary {
    const merged = this.#merged();
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => merged.quantile(q));
    const { max } = merged;
    return {
      sent: this.#sent + this.#closedSent,
      lost: this.#lost + this.#closedLost,
      ...(p50 !== undefined && { p50 }),
      ...(p95 !== undefined && { p95 }),
      ...(p99 !== undefined && { p99 }),
      ...(max !== undefined && { max }),
    };
  }

  #merged(): Histogram {
    if (this.#whole !== undefined) return this.#whole;
    const merged = new Histogram();
    for (const { delays } of this.#closed) merged.merge(decodeHistogram(delays));
    this.#whole = merged.merge(this.#delays);
    return this.#whole;
  }

  #advance(now: number): void {
    const number = Math.floor(now / this.#slotLength);
    if (number === this.#number) return;
    if (this.#sent > 0) this.#close();
    this.#number = number;
    this.#summary = undefined;
    while (this.#closed.length > 0 && this.#closed[0]!.number <= number - slots) {
      const { sent, lost } = this.#closed.shift()!;
      this.#closedSent -= sent;
      this.#closedLost -= lost;
      this.#whole = undefined;
    }
  }

  #close(): void {
    this.#closed.push({
      number: this.#number,
      sent: this.#sent,
      lost: this.#lost,
      delays: encodeHistogram(this.#delays),
    });
    this.#closedSent += this.#sent;
    this.#closedLost += this.#lost;
    this.#sent = 0;
    this.#lost = 0;
    this.#delays = new Histogram();
  }
}
