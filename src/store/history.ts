import { writeChanges } from "./changes.ts";
import { type JournalRow, moveToChunks, samplesIn, spanOf } from "./compaction.ts";
import { type Db, transaction } from "./database.ts";
import { intact } from "./faults.ts";
import { minuteOf, OpenMinutes } from "./open-minutes.ts";
import { retain, tidy } from "./retention.ts";
import { RollUp } from "./roll-up.ts";
import { encodeJournal, type RawSample } from "./sample-codec.ts";
import type { Changes, Retention, SeriesId, SeriesKey, Vantage } from "./store.ts";

/** What arrives this long after its minute is over is merged in later. */
const grace = 5_000;
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
    if (added.changes > 0) this.#setProgress("number", 0);
    const found = db.prepare("SELECT id FROM vantages WHERE boot = ?").get(boot);
    this.#vantage = (found as { id: number }).id;
    this.#lastNumber = this.#progress("number") ?? 0;
    this.#rolledRow = this.#progress("row") ?? 0;
    this.#rolledMinute = this.#progress("minute") ?? -1;
    this.#reopenMinutes();
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

  /** Rolls up the minutes that are over, once after each. */
  rollUp(now: number): void {
    const over = Math.floor((now - grace) / minute) - 1;
    if (over === this.#looked) return;
    // When the clock was set back, the minute that runs may be one that was rolled up long since. What
    // comes of it is merged in: no row may be passed over of which something is still only in memory.
    const last = Math.max(over, this.#rolledMinute);
    transaction(this.#db, () => this.#writeRollUps(last));
    this.open.forget(last);
    this.#rolledRow = this.#lastRow;
    this.#rolledMinute = last;
    this.#looked = over;
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

  #writeRollUps(last: number): void {
    const addToMinute = this.#merging("minutes");
    const addToHour = this.#merging("hours");
    for (const [series, number, rollUp] of this.open.upTo(last)) {
      addToMinute(series, number, rollUp);
      addToHour(series, Math.floor(number / 60), rollUp);
    }
    this.#setProgress("row", this.#lastRow);
    this.#setProgress("minute", last);
  }

  /** Adds to what a table has of a minute or an hour: only what something is added to is written. */
  #merging(table: "minutes" | "hours"): (series: SeriesId, number: number, rollUp: RollUp) => void {
    const select = this.#db.prepare(
      `SELECT data FROM ${table} WHERE series = ? AND number = ? AND vantage = ?`,
    );
    const replace = this.#db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (?, ?, ?, ?)`);
    return (series, number, rollUp) => {
      const row = select.get(series, number, this.#vantage) as { data: Uint8Array } | undefined;
      const whole = row === undefined ? rollUp : rollUpIn(row.data).merge(rollUp);
      replace.run(series, number, this.#vantage, whole.encode());
    };
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

/** The roll-up that a row of minutes or hours holds. */
export const rollUpIn = (data: Uint8Array): RollUp =>
  intact("a roll-up", () => RollUp.decode(data));
