import { type Batch, numbersPerSample } from "./messages.ts";
import type { Changes, SeriesKey } from "./store.ts";
import { WaitingChanges } from "./waiting-changes.ts";

/** Samples that are kept in memory while the disk takes none; the oldest are given up first. */
const mostQueued = 1_000_000;
/** Samples of one batch, so that none takes long. */
const largestBatch = 100_000;

/** A promise, and what resolves it. */
class Saved {
  done!: () => void;
  readonly promise = new Promise<void>((resolve) => (this.done = resolve));
}

/**
 * What waits for the disk: samples, in the order in which they came, and changes. All changes go with the next
 * batch, also before samples that came before them: a message is sent only once it is kept, and nothing that
 * is told may wait until a million samples are. Nothing that is kept of a change needs those samples.
 */
export class Outgoing {
  #numbers = new Float64Array(4096);
  #count = 0;
  readonly #series: (readonly [number, SeriesKey])[] = [];
  readonly #changes = new WaitingChanges();
  /** Of all changes that wait: whoever saves then waits for the same. */
  #saved: Saved | undefined;
  /** The sequence of the first sample that waits. */
  #first = 0;
  #number = 0;
  /** Sent and not acknowledged. */
  #sent: { batch: Batch; samples: number; saved: Saved | undefined } | undefined;
  lost = 0;
  stored = 0;

  get queued(): number {
    return this.#count + (this.#sent?.samples ?? 0);
  }

  get isEmpty(): boolean {
    return (
      this.queued === 0 &&
      this.#saved === undefined &&
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

  /** Resolves when the changes are on disk. */
  save(changes: Changes): Promise<void> {
    this.#changes.add(changes);
    this.#saved ??= new Saved();
    return this.#saved.promise;
  }

  /**
   * What to send next: again what was not acknowledged, else all changes and the oldest samples; undefined when
   * nothing waits.
   */
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
    const batch: Batch = {
      number: ++this.#number,
      samples: this.#numbers.slice(0, samples * numbersPerSample),
      first: this.#first,
      series: this.#series.splice(0),
      changes: this.#changes.take(),
    };
    this.#drop(samples);
    this.#sent = { batch, samples, saved: this.#saved };
    this.#saved = undefined;
    return batch;
  }

  /** What was sent is on disk. */
  kept(): void {
    const sent = this.#sent;
    if (sent === undefined) return;
    this.#sent = undefined;
    this.stored += sent.samples;
    sent.saved?.done();
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
