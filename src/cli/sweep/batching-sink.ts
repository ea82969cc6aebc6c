import type { RejectionReason } from "../../probe/index.ts";
import type { SweepSink, Told } from "../../sweep/index.ts";
import type { Score } from "./score.ts";

/** Takes text away; resolves when there is room for more. */
export type Outlet = (text: string) => Promise<void>;

/** Large enough to cost little, small enough to be in time. */
const batchLength = 65_536;
const mostUnacknowledged = 4;

/**
 * Counts what a sweep tells, and hands the lines on in batches. While more than a few of them are
 * not taken, it asks the sweep to send no more: what is bounded is memory, and nothing is dropped.
 */
export class BatchingSink implements SweepSink {
  readonly #score: Score;
  readonly #line: (told: Told) => string | undefined;
  readonly #outlet: Outlet;
  #text = "";
  #unacknowledged = 0;
  #room: Promise<void> | undefined;
  #makeRoom = (): void => {};

  /** `line` writes an endpoint, or leaves it out. */
  constructor(score: Score, line: (told: Told) => string | undefined, outlet: Outlet) {
    this.#score = score;
    this.#line = line;
    this.#outlet = outlet;
  }

  /** HOT. */
  told(endpoint: Told): void {
    this.#score.take(endpoint);
    const line = this.#line(endpoint);
    if (line === undefined) return;
    this.#text += line;
    this.#text += "\n";
    if (this.#text.length >= batchLength) this.flush();
  }

  late(): void {
    this.#score.tally.late++;
  }

  repeated(kind: "duplicate" | "retransmitted"): void {
    this.#score.tally[kind]++;
  }

  rejected(reason: RejectionReason): void {
    this.#score.reject(reason);
  }

  congestion(): Promise<void> | undefined {
    if (this.#unacknowledged < mostUnacknowledged) return undefined;
    this.#room ??= new Promise((resolve) => {
      this.#makeRoom = resolve;
    });
    return this.#room;
  }

  /** Hands over what there is. */
  flush(): void {
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    void this.#handOver(text);
  }

  async #handOver(text: string): Promise<void> {
    this.#unacknowledged++;
    await this.#outlet(text);
    this.#unacknowledged--;
    if (this.#unacknowledged >= mostUnacknowledged) return;
    this.#makeRoom();
    this.#room = undefined;
  }
}
