import { writeChanges } from "./changes.ts";
import { type JournalRow, moveToChunks, samplesIn, spanOf } from "./compaction.ts";
import { type Db, transaction } from "./database.ts";
import { minuteOf, OpenMinutes } from "./open-minutes.ts";
import { retain, tidy } from "./retention.ts";
import { addToRows } from "./roll-up-rows.ts";
import { encodeJournal, type RawSample } from "./sample-codec.ts";
import type { Changes, Retention, SeriesId, SeriesKey, Vantage } from "./store.ts";

/** What arrives this long after its minute is over is merged in later. */
const grace = 5_000;
/** Minutes of series that are rolled up in one step, where one minute has no more. */
const stepRollUps = 4000;
/** Samples that are moved from the journal in one step; the last row may go beyond. */
const stepSamples = 300_000;
const stepRows = 2000;
const minute = 60_000;

/** What is to be kept together. */
export type Kept = {
  /** Counts up from 1 in each boot: what comes twice is kept once. */
  readonly number: number;
  readonly samples: readonly RawSample[];
  readonly series: readonly (readonly [number, SeriesKey])[];
  readonly changes: Changes;
};

/**
 * The history as its one writer sees it. Every method is one transaction. Samples go to the journal;
 * once a minute is over they are rolled up, and later moved to chunks of their own series.
 */
export class History {
  readonly #db: Db;
  readonly #vantage: number;
  readonly open = new OpenMinutes();
  /** Of rows up to this, each sample of a minute up to that is rolled up, and every other is in `open`. */
  #rolledRow: number;
  #rolledMinute: number;
  #lastRow = 0;
  /** The last minute that was over when it was looked for minutes to roll up. */
  #looked = Number.NaN;
  #lastNumber: number;

  /** Throws what `isDamage` knows when rows cannot be read. */
  constructor(db: Db, { name, boot }: Vantage) {
    this.#db = db;
    const added = db
      .prepare("INSERT OR IGNORE INTO vantages (name, boot) VALUES (?, ?)")
      .run(name, boot);
    const isNewBoot = added.changes > 0;
    if (isNewBoot) this.#setProgress("number", 0);
    const found = db.prepare("SELECT id FROM vantages WHERE boot = ?").get(boot);
    this.#vantage = (found as { id: number }).id;
    this.#lastNumber = this.#progress("number") ?? 0;
    this.#rolledRow = this.#progress("row") ?? 0;
    this.#rolledMinute = this.#progress("minute") ?? -1;
    this.#reopenMinutes();
    if (isNewBoot) this.#dropEmptySeries();
  }

  series(): { id: SeriesId; key: SeriesKey }[] {
    const rows = this.#db.prepare("SELECT * FROM series ORDER BY id").all() as SeriesRow[];
    return rows.map((row) => ({ id: row.id, key: seriesKey(row) }));
  }

  /** Samples and changes that came together are kept together, and once. */
  keep({ number, samples, series, changes }: Kept): void {
    const isRepeated = number <= this.#lastNumber;
    transaction(this.#db, () => {
      for (const [id, key] of series) this.#addSeries(id, key);
      if (isRepeated) return;
      if (samples.length > 0) this.#insertJournal(samples);
      writeChanges(this.#db, this.#vantage, changes);
      this.#setProgress("number", number);
    });
    if (isRepeated) return;
    this.#lastNumber = number;
    for (const sample of samples) this.open.add(sample);
  }

  /**
   * Rolls up minutes that are over, oldest first, in a step of about `most` of them, each of one series: once after
   * each minute, and at once when others come that are not rolled up at all. True when a step was not enough.
   */
  rollUp(now: number, most = stepRollUps): boolean {
    const over = Math.floor((now - grace) / minute) - 1;
    if (!this.#isDue(over, most)) return false;
    if (this.open.count(over) > 0) {
      this.#writeRollUps(this.open.step(this.#rolledMinute, over, most));
    }
    const isMore = this.open.count(over) > 0;
    this.#looked = isMore ? Number.NaN : over;
    return isMore;
  }

  /** Moves what is rolled up from the journal to chunks, oldest first. True when there may be more. */
  compact(): boolean {
    const before = (this.#rolledMinute + 1) * minute;
    const rows = this.#db
      .prepare("SELECT id, count FROM journal WHERE id <= ? AND latest < ? ORDER BY id LIMIT ?")
      .all(this.#rolledRow, before, stepRows) as { id: number; count: number }[];
    const taken: number[] = [];
    let samples = 0;
    for (const { id, count } of rows) {
      if (samples >= stepSamples) break;
      taken.push(id);
      samples += count;
    }
    if (taken.length === 0) return false;
    transaction(this.#db, () => moveToChunks(this.#db, taken));
    return taken.length < rows.length || rows.length === stepRows;
  }

  /** Removes what is too old of some series, a step of each. Returns whether anything was. */
  retain(series: readonly SeriesId[], retention: Retention, now: number): boolean {
    return retain(this.#db, series, retention, now);
  }

  /** Removes the rest of what nobody will ask for, a few rows at a time, and gives pages back. */
  tidy(retention: Retention, now: number): void {
    tidy(this.#db, retention, now);
  }

  /**
   * Series of which nothing is kept, at the start of a run, when nobody knows their numbers yet. The last
   * one stays, so that no number is given a second time.
   */
  #dropEmptySeries(): void {
    const empty = this.#db
      .prepare(
        `SELECT id FROM series WHERE id < (SELECT MAX(id) FROM series)
          AND NOT EXISTS (SELECT 1 FROM hours WHERE series = id)
          AND NOT EXISTS (SELECT 1 FROM minutes WHERE series = id)
          AND NOT EXISTS (SELECT 1 FROM chunks WHERE series = id)`,
      )
      .all() as { id: SeriesId }[];
    const remove = this.#db.prepare("DELETE FROM series WHERE id = ?");
    transaction(this.#db, () => {
      // Of what is in the journal alone, nothing is rolled up yet.
      for (const { id } of empty) if (!this.open.has(id)) remove.run(id);
    });
  }

  #addSeries(id: SeriesId, { target, endpoint }: SeriesKey): void {
    const { address, zone = "", port, family } = endpoint;
    this.#db
      .prepare("INSERT OR IGNORE INTO series VALUES (?, ?, ?, ?, ?, ?)")
      .run(id, target, address, zone, port, family);
  }

  #insertJournal(samples: readonly RawSample[]): void {
    const { earliest, latest } = spanOf(samples);
    const { lastInsertRowid } = this.#db
      .prepare(
        "INSERT INTO journal (vantage, first, count, earliest, latest, data) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(
        this.#vantage,
        samples[0]!.sequence,
        samples.length,
        earliest,
        latest,
        encodeJournal(samples),
      );
    this.#lastRow = Number(lastInsertRowid);
  }

  /** What is late to minutes that are rolled up already waits for the next of them, unless it fills a step. */
  #isDue(over: number, most: number): boolean {
    if (over !== this.#looked) return true;
    const late = this.open.count(Math.min(over, this.#rolledMinute));
    return late > most || this.open.count(over) > late;
  }

  /**
   * `last` is the last minute that is taken, not the last that is over: what comes of those between, while a long time
   * is filled in, would then be late, and all that is late goes in one step.
   */
  #writeRollUps(last: number): void {
    transaction(this.#db, () => {
      addToRows(this.#db, this.#vantage, this.open.upTo(last), this.#rolledMinute);
      this.#setProgress("row", this.#lastRow);
      this.#setProgress("minute", last);
    });
    this.open.forget(last);
    this.#rolledRow = this.#lastRow;
    this.#rolledMinute = last;
  }

  /** After a restart: what was in the journal and not yet rolled up. It counts for this boot's roll-ups. */
  #reopenMinutes(): void {
    const since = (this.#rolledMinute + 1) * minute;
    const rows = this.#db
      .prepare("SELECT * FROM journal WHERE id > ? OR latest >= ? ORDER BY id")
      .all(this.#rolledRow, since) as JournalRow[];
    for (const row of rows) {
      for (const sample of samplesIn(row)) {
        if (row.id > this.#rolledRow || minuteOf(sample.microseconds) > this.#rolledMinute) {
          this.open.add(sample);
        }
      }
      this.#lastRow = row.id;
    }
    this.#lastRow = Math.max(this.#lastRow, this.#rolledRow);
  }

  #progress(name: string): number | undefined {
    const row = this.#db.prepare("SELECT value FROM progress WHERE name = ?").get(name);
    return (row as { value: number } | undefined)?.value;
  }

  #setProgress(name: string, value: number): void {
    this.#db.prepare("INSERT OR REPLACE INTO progress VALUES (?, ?)").run(name, value);
  }
}

type SeriesRow = {
  readonly id: SeriesId;
  readonly target: string;
  readonly address: string;
  readonly zone: string;
  readonly port: number;
  readonly family: 4 | 6;
};

export function seriesKey({ target, address, zone, port, family }: SeriesRow): SeriesKey {
  return { target, endpoint: { address, family, port, ...(zone !== "" && { zone }) } };
}
