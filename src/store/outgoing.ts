import { type Batch, numbersPerSample } from "./messages.ts";
import type { Changes, SeriesKey } from "./store.ts";

/** Samples that are kept in memory while the disk takes none; the oldest are given up first. */
const mostQueued = 1_000_000;
/** Samples of one batch, so that none takes long. */
const largestBatch = 100_000;

/** What waits for the disk: samples and changes, in the order in which they came. */
export class Outgoing {
  #numbers = new Float64Array(4096);
  #count = 0;
  readonly #series: (readonly [number, SeriesKey])[] = [];
  readonly #saves: { changes: Changes; done: () => void }[] = [];
  /** The sequence of the first sample that waits. */
  #first = 0;
  /** Sent and not acknowledged. */
  #sent: { batch: Batch; samples: number; done: (() => void)[] } | undefined;
  lost = 0;
  stored = 0;

  get queued(): number {
    return this.#count + (this.#sent?.samples ?? 0);
  }

  get isEmpty(): boolean {
    return (
      this.queued === 0 &&
      this.#saves.length === 0 &&
      this.#series.length === 0 &&
      this.#sent === undefined
    );
  }

  define(id: number, key: SeriesKey): void {
    this.#series.push([id, key]);
  }

  append(series: number, microseconds: number, kind: number, rtt: number): void {
    if (this.#count >= mostQueued) this.#giveUp(mostQueued / 10);
    const at = this.#count * numbersPerSample;
    if (at + numbersPerSample > this.#numbers.length) this.#grow();
    const numbers = this.#numbers;
    numbers[at] = series;
    numbers[at + 1] = microseconds;
    numbers[at + 2] = kind;
    numbers[at + 3] = rtt;
    this.#count++;
  }

  save(changes: Changes, done: () => void): void {
    this.#saves.push({ changes, done });
  }

  /** What to send next: again what was not acknowledged, else all that waits; undefined when nothing does. */
  next(): Batch | undefined {
    if (this.#sent !== undefined) {
      const { batch } = this.#sent;
      // What was defined meanwhile goes along: a new history knows none of it.
      this.#sent = {
        ...this.#sent,
        batch: { ...batch, series: [...batch.series, ...this.#series.splice(0)] },
      };
      return this.#sent.batch;
    }
    if (this.isEmpty) return undefined;
    const samples = Math.min(this.#count, largestBatch);
    const numbers = this.#numbers.slice(0, samples * numbersPerSample);
    const saves = this.#saves.splice(0);
    const batch: Batch = {
      samples: numbers,
      first: this.#first,
      series: this.#series.splice(0),
      changes: saves.map(({ changes }) => changes),
    };
    this.#drop(samples);
    this.#sent = { batch, samples, done: saves.map(({ done }) => done) };
    return batch;
  }

  /** What was sent is on disk. */
  kept(): void {
    const sent = this.#sent;
    if (sent === undefined) return;
    this.#sent = undefined;
    this.stored += sent.samples;
    for (const done of sent.done) done();
  }

  #giveUp(samples: number): void {
    this.#drop(samples);
    this.lost += samples;
  }

  #drop(samples: number): void {
    this.#numbers.copyWithin(0, samples * numbersPerSample, this.#count * numbersPerSample);
    this.#count -= samples;
    this.#first += samples;
  }

  #grow(): void {
    const larger = new Float64Array(this.#numbers.length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
