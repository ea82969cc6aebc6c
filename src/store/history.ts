import type { Incident } from "../incident.ts";
import type { Db } from "./database.ts";
import { minuteOf, OpenMinutes } from "./open-minutes.ts";
import { RollUp } from "./roll-up.ts";
import { decodeJournal, encodeChunk, encodeJournal, type RawSample } from "./sample-codec.ts";
import type { Changes, Retention, SeriesKey, Vantage } from "./store.ts";

/** What arrives this long after its minute is over is merged in later. */
const grace = 5_000;
/** Samples that are moved from the journal in one step. */
const stepSamples = 300_000;
const minute = 60_000;

export type JournalRow = {
  readonly id: number;
  readonly vantage: number;
  readonly first: number;
  readonly count: number;
  readonly data: Uint8Array;
};

/**
 * The history as its one writer sees it. Every method is one transaction. Samples go to the journal;
 * once a minute is over they are rolled up, and later moved to chunks of their own series.
 */
export class History {
  readonly #db: Db;
  readonly #vantage: number;
  readonly open = new OpenMinutes();
  /** Journal rows up to this are in `open` or rolled up; minutes up to that are rolled up. */
  #rolledRow: number;
  #rolledMinute: number;
  #lastRow = 0;
  /** Hours under way: read once, written each minute. */
  readonly #hours = new Map<number, { number: number; rollUp: RollUp }>();

  constructor(db: Db, { name, boot }: Vantage) {
    this.#db = db;
    db.prepare("INSERT OR IGNORE INTO vantages (name, boot) VALUES (?, ?)").run(name, boot);
    const found = db.prepare("SELECT id FROM vantages WHERE boot = ?").get(boot);
    this.#vantage = (found as { id: number }).id;
    this.#rolledRow = this.#progress("row") ?? 0;
    this.#rolledMinute = this.#progress("minute") ?? -1;
    this.#reopenMinutes();
  }

  series(): { id: number; key: SeriesKey }[] {
    const rows = this.#db.prepare("SELECT * FROM series").all() as SeriesRow[];
    return rows.map((row) => ({ id: row.id, key: seriesKey(row) }));
  }

  addSeries(id: number, { target, endpoint }: SeriesKey): void {
    const { address, zone = "", port, family } = endpoint;
    this.#db
      .prepare("INSERT OR IGNORE INTO series VALUES (?, ?, ?, ?, ?, ?)")
      .run(id, target, address, zone, port, family);
  }

  /** Samples and changes that came together are kept together. */
  keep(
    samples: readonly RawSample[],
    series: readonly (readonly [number, SeriesKey])[],
    changes: readonly Changes[],
  ): void {
    this.#transaction(() => {
      for (const [id, key] of series) this.addSeries(id, key);
      if (samples.length > 0) this.#insertJournal(samples);
      for (const change of changes) this.#apply(change);
    });
    for (const sample of samples) this.open.add(sample);
  }

  /** Rolls up the minutes that are over. */
  rollUp(now: number): void {
    const last = Math.floor((now - grace) / minute) - 1;
    if (last <= this.#rolledMinute && this.#rolledMinute >= 0 && !this.#hasLate()) return;
    try {
      this.#transaction(() => this.#writeRollUps(last));
    } catch (error) {
      // What they have in memory was not written: they are read anew.
      this.#hours.clear();
      throw error;
    }
    this.open.forget(last);
    this.#rolledRow = this.#lastRow;
    this.#rolledMinute = Math.max(last, this.#rolledMinute);
  }

  #writeRollUps(last: number): void {
    const select = this.#db.prepare(
      "SELECT data FROM minutes WHERE series = ? AND number = ? AND vantage = ?",
    );
    const replace = this.#db.prepare("INSERT OR REPLACE INTO minutes VALUES (?, ?, ?, ?)");
    for (const [series, number, rollUp] of this.open.upTo(last)) {
      const whole = mergedWith(select.get(series, number, this.#vantage), rollUp);
      replace.run(series, number, this.#vantage, whole.encode());
      this.#addToHour(series, Math.floor(number / 60), rollUp);
    }
    this.#writeHours();
    this.#setProgress("row", this.#lastRow);
    this.#setProgress("minute", Math.max(last, this.#rolledMinute));
  }

  /** Moves what is rolled up from the journal to chunks, oldest first. True when there may be more. */
  compact(): boolean {
    const before = (this.#rolledMinute + 1) * minute;
    const rows = this.#db
      .prepare("SELECT * FROM journal WHERE id <= ? AND latest < ? ORDER BY id LIMIT 2000")
      .all(this.#rolledRow, before) as JournalRow[];
    const taken: JournalRow[] = [];
    let samples = 0;
    for (const row of rows) {
      if (samples > stepSamples) break;
      taken.push(row);
      samples += row.count;
    }
    if (taken.length === 0) return false;
    this.#transaction(() => this.#writeChunks(taken));
    return taken.length < rows.length;
  }

  /** Removes what is too old of one series. Returns whether anything was. */
  retain(series: number, { samples, minutes, hours }: Retention, now: number): boolean {
    const remove = (table: string, column: string, before: number) =>
      this.#db
        .prepare(`DELETE FROM ${table} WHERE series = ? AND ${column} < ?`)
        .run(series, before).changes;
    return (
      remove("chunks", "latest", now - samples) +
        remove("minutes", "number", Math.floor((now - minutes) / minute)) +
        remove("hours", "number", Math.floor((now - hours) / (60 * minute))) >
      0
    );
  }

  /** Removes events and messages that nobody will ask for, a few at a time, and gives pages back. */
  tidy({ hours, minutes }: Retention, now: number): void {
    this.#db
      .prepare("DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < ? LIMIT 500)")
      .run(now - hours);
    this.#db
      .prepare(
        "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE state <> 'pending' AND created < ? LIMIT 500)",
      )
      .run(now - minutes);
    this.#db.pragma("incremental_vacuum(200)");
  }

  #insertJournal(samples: readonly RawSample[]): void {
    let [earliest, latest] = [Number.POSITIVE_INFINITY, 0];
    for (const { microseconds } of samples) {
      earliest = Math.min(earliest, microseconds);
      latest = Math.max(latest, microseconds);
    }
    const { lastInsertRowid } = this.#db
      .prepare(
        "INSERT INTO journal (vantage, first, count, earliest, latest, data) VALUES (?, ?, ?, ?, ?, ?)",
      )
      .run(
        this.#vantage,
        samples[0]!.sequence,
        samples.length,
        Math.floor(earliest / 1000),
        Math.floor(latest / 1000),
        encodeJournal(samples),
      );
    this.#lastRow = Number(lastInsertRowid);
  }

  #apply({ health = [], incidents = [], events = [], notifications = [] }: Changes): void {
    for (const { subject, memory } of health) {
      if (memory === undefined)
        this.#db.prepare("DELETE FROM health WHERE subject = ?").run(subject);
      else
        this.#db
          .prepare("INSERT OR REPLACE INTO health VALUES (?, ?, ?)")
          .run(subject, this.#vantage, memory);
    }
    for (const incident of incidents) this.#putIncident(incident);
    for (const event of events) {
      this.#db
        .prepare("INSERT INTO events (vantage, at, target, body) VALUES (?, ?, ?, ?)")
        .run(this.#vantage, event.at, event.target ?? null, JSON.stringify(event));
    }
    for (const one of notifications) {
      this.#db
        .prepare("INSERT OR REPLACE INTO notifications VALUES (?, ?, ?, ?, ?)")
        .run(one.id, this.#vantage, one.state, one.createdAt, JSON.stringify(one));
      const tell = this.#db.prepare("INSERT OR IGNORE INTO tellings VALUES (?, ?)");
      for (const incident of one.incidents) tell.run(incident, one.id);
    }
  }

  #putIncident(incident: Incident): void {
    const { id, target, openedAt, closedAt = null } = incident;
    this.#db
      .prepare("INSERT OR REPLACE INTO incidents VALUES (?, ?, ?, ?, ?, ?)")
      .run(id, this.#vantage, target, openedAt, closedAt, JSON.stringify(incident));
  }

  #writeChunks(rows: readonly JournalRow[]): void {
    const insert = this.#db.prepare("INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)");
    const groups = new Map<string, RawSample[]>();
    for (const row of rows) {
      for (const sample of decodeJournal(row.data, row.count, row.first)) {
        const key = `${row.vantage} ${sample.series}`;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [sample]);
        else group.push(sample);
      }
    }
    for (const [key, samples] of groups) {
      const vantage = Number(key.split(" ", 1)[0]);
      const times = samples.map(({ microseconds }) => Math.floor(microseconds / 1000));
      const [first] = samples;
      insert.run(
        first!.series,
        Math.max(...times),
        vantage,
        first!.sequence,
        Math.min(...times),
        samples.length,
        encodeChunk(samples),
      );
    }
    const remove = this.#db.prepare("DELETE FROM journal WHERE id = ?");
    for (const { id } of rows) remove.run(id);
  }

  #addToHour(series: number, number: number, rollUp: RollUp): void {
    const known = this.#hours.get(series);
    if (known?.number === number) return void known.rollUp.merge(rollUp);
    // Another hour than the one under way: what is kept of it, if anything, goes on.
    if (known !== undefined) this.#writeHour(series, known);
    const row = this.#db
      .prepare("SELECT data FROM hours WHERE series = ? AND number = ? AND vantage = ?")
      .get(series, number, this.#vantage);
    this.#hours.set(series, { number, rollUp: mergedWith(row, rollUp) });
  }

  #writeHours(): void {
    for (const [series, hour] of this.#hours) this.#writeHour(series, hour);
  }

  #writeHour(series: number, { number, rollUp }: { number: number; rollUp: RollUp }): void {
    this.#db
      .prepare("INSERT OR REPLACE INTO hours VALUES (?, ?, ?, ?)")
      .run(series, number, this.#vantage, rollUp.encode());
  }

  /** After a restart: what was in the journal and not yet rolled up. It counts for this boot's roll-ups. */
  #reopenMinutes(): void {
    const since = (this.#rolledMinute + 1) * minute;
    const rows = this.#db
      .prepare("SELECT * FROM journal WHERE id > ? OR latest >= ? ORDER BY id")
      .all(this.#rolledRow, since) as JournalRow[];
    for (const row of rows) {
      for (const sample of decodeJournal(row.data, row.count, row.first)) {
        if (row.id > this.#rolledRow || minuteOf(sample.microseconds) > this.#rolledMinute) {
          this.open.add(sample);
        }
      }
      this.#lastRow = row.id;
    }
    this.#lastRow = Math.max(this.#lastRow, this.#rolledRow);
  }

  #hasLate(): boolean {
    return !this.open.upTo(this.#rolledMinute)[Symbol.iterator]().next().done;
  }

  #progress(name: string): number | undefined {
    const row = this.#db.prepare("SELECT value FROM progress WHERE name = ?").get(name);
    return (row as { value: number } | undefined)?.value;
  }

  #setProgress(name: string, value: number): void {
    this.#db.prepare("INSERT OR REPLACE INTO progress VALUES (?, ?)").run(name, value);
  }

  #transaction(work: () => void): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#db.exec("COMMIT");
    } catch (error) {
      // SQLite itself may have rolled back already.
      if (this.#db.inTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
  }
}

type SeriesRow = {
  readonly id: number;
  readonly target: string;
  readonly address: string;
  readonly zone: string;
  readonly port: number;
  readonly family: 4 | 6;
};

export function seriesKey({ target, address, zone, port, family }: SeriesRow): SeriesKey {
  return { target, endpoint: { address, family, port, ...(zone !== "" && { zone }) } };
}

const mergedWith = (row: unknown, rollUp: RollUp): RollUp => {
  const whole =
    row === undefined ? new RollUp() : RollUp.decode((row as { data: Uint8Array }).data);
  return whole.merge(rollUp);
};
