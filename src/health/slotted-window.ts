import { DelayQueue, type Room, roomFor } from "../stats/index.ts";
import type { Nanoseconds } from "../units.ts";
import type { WindowSummary } from "../store/index.ts";

const slots = 10;

/** Numbers of each slot: what was sent and lost in it, how many delays it brought, and the largest of them. */
const width = 4;
const shares = [0.5, 0.95, 0.99] as const;

/**
 * The last so many milliseconds of one endpoint, in ten slots: what is older than the window by up to
 * a tenth of it is still in, so that nothing is ever estimated. Time is monotonic milliseconds.
 */
export class SlottedWindow {
  readonly #slotLength: number;
  readonly #room: Room = roomFor(slots * width);
  readonly #delays = new DelayQueue();
  #slot = -slots;

  constructor(length: number) {
    this.#slotLength = length / slots;
  }

  record(now: number, lost: boolean, rtt: Nanoseconds | undefined): void {
    this.#advance(now);
    const { numbers } = this.#room;
    const at = this.#placeOf(this.#slot);
    numbers[at]!++;
    if (lost) numbers[at + 1]!++;
    if (rtt === undefined) return;
    this.#delays.push(rtt);
    numbers[at + 2]!++;
    if (rtt > numbers[at + 3]!) numbers[at + 3] = rtt;
  }

  /** Delays are within 1.1 %, the largest is exact. HOT: for each endpoint of a list. */
  summary(now: number): WindowSummary {
    this.#advance(now);
    let [sent, lost, largest] = [0, 0, 0];
    const { numbers, from } = this.#room;
    for (let at = from; at < from + slots * width; at += width) {
      sent += numbers[at]!;
      lost += numbers[at + 1]!;
      largest = Math.max(largest, numbers[at + 3]!);
    }
    const [p50, p95, p99] = this.#delays.quantiles(shares, largest);
    if (p50 === undefined || p95 === undefined || p99 === undefined) return { sent, lost };
    return { sent, lost, p50, p95, p99, max: largest as Nanoseconds };
  }

  #placeOf(slot: number): number {
    return this.#room.from + (slot % slots) * width;
  }

  /** Empties the slots that are to be used anew. */
  #advance(now: number): void {
    const { numbers } = this.#room;
    const slot = Math.floor(now / this.#slotLength);
    const passed = Math.min(slots, slot - this.#slot);
    for (let step = 0; step < passed; step++) {
      const at = this.#placeOf(slot - step + slots);
      this.#delays.drop(numbers[at + 2]!);
      numbers.fill(0, at, at + width);
    }
    if (passed > 0) this.#slot = slot;
  }
}
