import type { Incident } from "../incident.ts";
import { nanoseconds } from "../units.ts";
import { type JournalRow, samplesIn } from "./compaction.ts";
import type { Db } from "./database.ts";
import { intact } from "./faults.ts";
import { seriesKey } from "./history.ts";
import type { OpenMinutes } from "./open-minutes.ts";
import { codes, RollUp } from "./roll-up.ts";
import { rollUpIn } from "./roll-up-rows.ts";
import { decodeChunk, kinds, type RawSample } from "./sample-codec.ts";
import type {
  BinsQuery,
  EventRecord,
  IncidentsQuery,
  NotificationRecord,
  Remembered,
  SeriesBin,
  SeriesId,
  SeriesKey,
  StoredSample,
  Vantage,
  WindowSummary,
} from "./store.ts";

const minute = 60_000;
const hour = 60 * minute;

type ChunkRow = { vantage: number; count: number; data: Uint8Array };

/** A sample of a boot: with its sequence, what it is known by. */
type BootSample = RawSample & { readonly vantage: number };
const nameOf = ({ vantage, sequence }: BootSample): string => `${vantage} ${sequence}`;

/** Reads the history: beside its writer with the minutes that are still open, or without. */
export class HistoryReader {
  readonly #db: Db;
  readonly #open: OpenMinutes | undefined;
  readonly #vantages = new Map<number, Vantage>();

  constructor(db: Db, open?: OpenMinutes) {
    this.#db = db;
    this.#open = open;
  }

  series(): { id: SeriesId; key: SeriesKey }[] {
    const rows = this.#db.prepare("SELECT * FROM series ORDER BY id").all();
    return (rows as Parameters<typeof seriesKey>[0][]).map((row) => ({
      id: row.id,
      key: seriesKey(row),
    }));
  }

  /**
   * At most as many bins as asked for, of one length, exact. From half an hour on they are whole hours,
   * from half a minute on whole minutes, below that of single samples, as far back as those are kept.
   */
  bins({ series, from, to, bins }: BinsQuery): SeriesBin[] {
    const wanted = (to - from) / bins;
    let grain: number = wanted >= hour / 2 ? hour : wanted >= minute / 2 ? minute : 1;
    // What is too old for its grain is there in the next coarser one.
    if (grain === 1 && this.#goesBackFurther(minute, this.#oldestSample(series), from, series))
      grain = minute;
    const oldestMinute = this.#oldest("minutes", "number", series) * minute;
    if (grain === minute && this.#goesBackFurther(hour, oldestMinute, from, series)) grain = hour;
    const start = Math.floor(from / grain) * grain;
    const length = Math.max(1, Math.ceil((to - start) / bins / grain)) * grain;
    const count = Math.ceil((to - start) / length);
    const rollUps = Array.from({ length: count }, () => new RollUp());
    const at = (time: number): RollUp | undefined => rollUps[Math.floor((time - start) / length)];
    if (grain > 1) {
      for (const id of series) this.#rolledUp(id, grain, start, start + count * length, at);
    } else {
      const recent = this.#recent(series, from, to);
      for (const id of series) {
        for (const samples of [this.#chunked(id, from, to), recent.get(id) ?? []]) {
          for (const sample of samples) at(sample.microseconds / 1000)?.add(sample);
        }
      }
    }
    return rollUps.map((rollUp, n) => binOf(rollUp, start + n * length, start + (n + 1) * length));
  }

  /** A window that ends now, of whole minutes or whole hours and what is still open. */
  window(series: SeriesId, length: number, now: number): WindowSummary {
    const whole = new RollUp();
    const grain = length <= 2 * hour ? minute : hour;
    const start = Math.floor((now - length) / grain + 1) * grain;
    this.#rolledUp(series, grain, start, now + minute, () => whole);
    return summaryOf(whole);
  }

  /**
   * The samples of some series, each once, one series after the other in the order of time. The writer may
   * go on meanwhile, for as long as whoever reads takes: the journal is read first, so what is moved to a
   * chunk since then is met there a second time, and known.
   */
  *samples(
    series: readonly { readonly id: SeriesId; readonly key: SeriesKey }[],
    from: number,
    to: number,
  ): Iterable<StoredSample> {
    const ids = series.map(({ id }) => id);
    const recent = this.#recent(ids, from, to);
    for (const { id, key } of series) {
      const samples = recent.get(id) ?? [];
      recent.delete(id);
      const known = new Set(samples.map(nameOf));
      for (const sample of this.#chunked(id, from, to)) {
        if (!known.has(nameOf(sample))) samples.push(sample);
      }
      samples.sort(
        (one, other) => one.microseconds - other.microseconds || one.sequence - other.sequence,
      );
      for (const sample of samples) yield this.#told(sample, key);
    }
  }

  incidents({ open, target, from, to, before, limit }: IncidentsQuery): Incident[] {
    const conditions = [
      open === true && "closed IS NULL",
      open === false && "closed IS NOT NULL",
      target !== undefined && "target = @target",
      before !== undefined && "id < @before",
      from !== undefined && "(closed IS NULL OR closed >= @from)",
      to !== undefined && "opened < @to",
    ].filter((one) => one !== false);
    const where = conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`;
    const rows = this.#db
      .prepare(`SELECT body FROM incidents ${where} ORDER BY id DESC LIMIT @limit`)
      .all({ target, from, to, before, limit });
    return bodies<Incident>(rows);
  }

  incident(id: string): Incident | undefined {
    return bodies<Incident>(this.#db.prepare("SELECT body FROM incidents WHERE id = ?").all(id))[0];
  }

  notificationsOf(incident: string): NotificationRecord[] {
    const rows = this.#db
      .prepare(
        "SELECT body FROM notifications JOIN tellings ON notification = id WHERE incident = ? ORDER BY id",
      )
      .all(incident);
    return bodies<NotificationRecord>(rows);
  }

  events({
    target,
    from = 0,
    to = Number.MAX_SAFE_INTEGER,
    limit,
  }: {
    target?: string;
    from?: number;
    to?: number;
    limit: number;
  }): EventRecord[] {
    const ofTarget = target === undefined ? "" : "target = @target AND";
    const rows = this.#db
      .prepare(
        `SELECT body FROM events WHERE ${ofTarget} at >= @from AND at < @to ORDER BY at DESC, id DESC LIMIT @limit`,
      )
      .all({ from, to, limit, ...(target !== undefined && { target }) });
    return bodies<EventRecord>(rows);
  }

  remembered(): Remembered {
    const health = this.#db.prepare("SELECT subject, memory FROM health").all();
    const pending = this.#db
      .prepare("SELECT body FROM notifications WHERE state = 'pending' ORDER BY id")
      .all();
    const open = this.#db
      .prepare("SELECT body FROM incidents WHERE closed IS NULL ORDER BY id")
      .all();
    return {
      health: new Map(
        (health as { subject: string; memory: string }[]).map(({ subject, memory }) => [
          subject,
          memory,
        ]),
      ),
      openIncidents: bodies<Incident>(open),
      pending: bodies<NotificationRecord>(pending),
    };
  }

  #rolledUp(
    series: SeriesId,
    grain: number,
    from: number,
    to: number,
    into: (time: number) => RollUp | undefined,
  ): void {
    const table = grain === hour ? "hours" : "minutes";
    const rows = this.#db
      .prepare(`SELECT number, data FROM ${table} WHERE series = ? AND number >= ? AND number < ?`)
      .all(series, Math.ceil(from / grain), Math.ceil(to / grain));
    for (const { number, data } of rows as { number: number; data: Uint8Array }[]) {
      into(number * grain)?.merge(rollUpIn(data));
    }
    if (this.#open === undefined) return;
    for (const [number, rollUp] of this.#open.of(series)) {
      const time = number * minute;
      if (time >= from && time < to) into(time)?.merge(rollUp);
    }
  }

  /** Samples from here to there that are in the journal, by their series. */
  #recent(series: readonly SeriesId[], from: number, to: number): Map<SeriesId, BootSample[]> {
    const bySeries = new Map(series.map((id) => [id, [] as BootSample[]]));
    const rows = this.#db
      .prepare("SELECT * FROM journal WHERE latest >= ? AND earliest < ? ORDER BY id")
      .all(Math.floor(from), Math.ceil(to)) as JournalRow[];
    for (const row of rows) {
      for (const sample of samplesIn(row)) {
        if (!isWithin(sample, from, to)) continue;
        bySeries.get(sample.series)?.push({ ...sample, vantage: row.vantage });
      }
    }
    return bySeries;
  }

  /** Samples of a series from here to there that are in chunks. */
  *#chunked(series: SeriesId, from: number, to: number): Iterable<BootSample> {
    const chunks = this.#db
      .prepare(
        "SELECT vantage, count, data FROM chunks WHERE series = ? AND latest >= ? AND earliest < ?",
      )
      .all(series, Math.floor(from), Math.ceil(to)) as ChunkRow[];
    for (const { vantage, count, data } of chunks) {
      const samples = intact("a chunk of samples", () => decodeChunk(data, count, series));
      for (const sample of samples) {
        if (isWithin(sample, from, to)) yield { ...sample, vantage };
      }
    }
  }

  #told({ microseconds, sequence, kind, rtt, vantage }: BootSample, key: SeriesKey): StoredSample {
    const seconds = Math.floor(microseconds / 1e6);
    return {
      vantage: this.#vantage(vantage),
      sequence,
      key,
      sentAt: { seconds, nanoseconds: (microseconds - seconds * 1e6) * 1000 },
      kind: kinds[kind] ?? "error",
      ...(rtt >= 0 && { rtt: nanoseconds(rtt) }),
    };
  }

  #oldestSample(series: readonly SeriesId[]): number {
    const chunk = this.#oldest("chunks", "latest", series);
    const row = this.#db.prepare("SELECT MIN(earliest) AS oldest FROM journal").get();
    return Math.min(chunk, (row as { oldest: number | null }).oldest ?? Number.POSITIVE_INFINITY);
  }

  /** Whether roll-ups of this grain reach back, within what is asked for, beyond what there is of a finer one. */
  #goesBackFurther(
    grain: number,
    finest: number,
    from: number,
    series: readonly SeriesId[],
  ): boolean {
    if (finest <= from) return false;
    const oldest = this.#oldest(grain === hour ? "hours" : "minutes", "number", series) * grain;
    return (
      oldest + grain < Math.min(finest, Number.MAX_SAFE_INTEGER) &&
      finest < Number.POSITIVE_INFINITY
    );
  }

  #oldest(table: string, column: string, series: readonly SeriesId[]): number {
    const select = this.#db.prepare(
      `SELECT MIN(${column}) AS oldest FROM ${table} WHERE series = ?`,
    );
    const found = series.map((id) => (select.get(id) as { oldest: number | null }).oldest);
    return Math.min(...found.map((oldest) => oldest ?? Number.POSITIVE_INFINITY));
  }

  /** Who measured; one that came while this one reads is found too. */
  #vantage(id: number): Vantage {
    const known = this.#vantages.get(id);
    if (known !== undefined) return known;
    const row = this.#db.prepare("SELECT name, boot FROM vantages WHERE id = ?").get(id) as
      | Vantage
      | undefined;
    const vantage = { name: row?.name ?? "", boot: row?.boot ?? "" };
    this.#vantages.set(id, vantage);
    return vantage;
  }
}

const isWithin = ({ microseconds }: RawSample, from: number, to: number): boolean =>
  microseconds >= from * 1000 && microseconds < to * 1000;

const bodies = <Body>(rows: readonly unknown[]): Body[] =>
  (rows as { body: string }[]).map(({ body }) =>
    intact("a record", () => JSON.parse(body) as Body),
  );

function binOf(rollUp: RollUp, start: number, end: number): SeriesBin {
  const [open = 0, closed = 0, unreachable = 0, timeout = 0, error = 0, late = 0] = rollUp.counts;
  const histogram = rollUp.encodedHistogram();
  return {
    start,
    end,
    sent: rollUp.sent,
    open,
    closed,
    unreachable,
    timeout,
    error,
    late,
    histogram,
  };
}

function summaryOf(rollUp: RollUp): WindowSummary {
  const { histogram } = rollUp;
  const quantile = (q: number) => histogram.quantile(q);
  const [p50, p95, p99, max] = [quantile(0.5), quantile(0.95), quantile(0.99), histogram.max];
  return {
    sent: rollUp.sent,
    lost: rollUp.counts[codes.timeout]!,
    ...(p50 !== undefined && { p50 }),
    ...(p95 !== undefined && { p95 }),
    ...(p99 !== undefined && { p99 }),
    ...(max !== undefined && { max }),
  };
}
