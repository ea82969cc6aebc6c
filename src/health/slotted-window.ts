import { DelayQueue } from "../stats/index.ts";
import type { Nanoseconds } from "../units.ts";
import type { WindowSummary } from "../store/index.ts";
import { Slots } from "./slots.ts";

/** Numbers of each slot: what was sent and lost in it, how many delays it brought, and the largest of them. */
const width = 4;
const perLine = 8;
const shares = [0.5, 0.95, 0.99] as const;

/** The probes of the last so many milliseconds of one endpoint. */
export class SlottedWindow extends Slots {
  readonly #delays = new DelayQueue();

  constructor(length: number) {
    super(length, width);
  }

  record(now: number, lost: boolean, rtt: Nanoseconds | undefined): void {
    const at = this.advance(now);
    const { numbers } = this;
    numbers[at]!++;
    if (lost) numbers[at + 1]!++;
    if (rtt === undefined) return;
    this.#delays.push(rtt);
    numbers[at + 2]!++;
    if (rtt > numbers[at + 3]!) numbers[at + 3] = rtt;
  }

  /** Reads a number of each of its lines of memory; their sum has no meaning. */
  readAhead(): number {
    let sum = this.#delays.readAhead();
    const { numbers, first, end } = this;
    for (let at = first; at < end; at += perLine) sum += numbers[at]!;
    return sum;
  }

  /** Delays are within 1.1 %, the largest is exact. HOT: for each endpoint of a list. */
  summary(now: number): WindowSummary {
    this.advance(now);
    let [sent, lost, largest] = [0, 0, 0];
    const { numbers, first, end } = this;
    for (let at = first; at < end; at += width) {
      sent += numbers[at]!;
      lost += numbers[at + 1]!;
      largest = Math.max(largest, numbers[at + 3]!);
    }
    const [p50, p95, p99] = this.#delays.quantiles(shares, largest);
    if (p50 === undefined || p95 === undefined || p99 === undefined) return { sent, lost };
    return { sent, lost, p50, p95, p99, max: largest as Nanoseconds };
  }

  protected forget(at: number): void {
    this.#delays.drop(this.numbers[at + 2]!);
  }
}
