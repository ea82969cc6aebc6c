import type { Db } from "./database.ts";
import { intact } from "./faults.ts";
import { decodeJournal, encodeChunk, type RawSample } from "./sample-codec.ts";

export type JournalRow = {
  readonly id: number;
  readonly vantage: number;
  readonly first: number;
  readonly count: number;
  readonly data: Uint8Array;
};

/** The samples of a row of the journal, in the order of their sequence. */
export const samplesIn = ({ id, data, count, first }: JournalRow): RawSample[] =>
  intact(`row ${id} of the journal`, () => decodeJournal(data, count, first));

/** Moves rows of the journal to chunks of their own series, in the transaction of whoever calls. */
export function moveToChunks(db: Db, ids: readonly number[]): void {
  const read = db.prepare("SELECT * FROM journal WHERE id = ?");
  const remove = db.prepare("DELETE FROM journal WHERE id = ?");
  const byVantage = new Map<number, Map<number, RawSample[]>>();
  for (const id of ids) {
    const row = read.get(id) as JournalRow;
    const bySeries = byVantage.get(row.vantage) ?? new Map<number, RawSample[]>();
    byVantage.set(row.vantage, bySeries);
    for (const sample of samplesIn(row)) {
      const group = bySeries.get(sample.series);
      if (group === undefined) bySeries.set(sample.series, [sample]);
      else group.push(sample);
    }
    remove.run(id);
  }
  const insert = db.prepare("INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const [vantage, bySeries] of byVantage) {
    for (const [series, samples] of bySeries) {
      const { earliest, latest } = spanOf(samples);
      const first = samples[0]!.sequence;
      insert.run(series, latest, vantage, first, earliest, samples.length, encodeChunk(samples));
    }
  }
}

/** The first and the last time among samples, milliseconds. They may be in any order. */
export function spanOf(samples: readonly RawSample[]): { earliest: number; latest: number } {
  let [earliest, latest] = [Number.POSITIVE_INFINITY, 0];
  for (const { microseconds } of samples) {
    earliest = Math.min(earliest, microseconds);
    latest = Math.max(latest, microseconds);
  }
  return { earliest: Math.floor(earliest / 1000), latest: Math.floor(latest / 1000) };
}
