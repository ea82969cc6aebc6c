import { type Db, transaction } from "./database.ts";
import type { Retention } from "./store.ts";

const minute = 60_000;
const hour = 60 * minute;

/**
 * What one step may remove of one series, reckoned from the oldest that there is: when a retention is
 * shortened there may be years to remove, and nothing else is done meanwhile.
 */
const stepMinutes = 200;
const stepHours = 200;
const stepSamples = hour;
/** Rows that one step removes of what belongs to no series. */
const stepRows = 500;

/** Removes what is too old of some series, a step of each. Returns whether anything was. */
export function retain(
  db: Db,
  series: readonly number[],
  { samples, minutes, hours }: Retention,
  now: number,
): boolean {
  const steps = [
    { table: "chunks", column: "latest", before: now - samples, step: stepSamples },
    {
      table: "minutes",
      column: "number",
      before: Math.floor((now - minutes) / minute),
      step: stepMinutes,
    },
    { table: "hours", column: "number", before: Math.floor((now - hours) / hour), step: stepHours },
  ];
  let removed = 0;
  transaction(db, () => {
    for (const { table, column, before, step } of steps) {
      const find = db.prepare(`SELECT MIN(${column}) AS oldest FROM ${table} WHERE series = ?`);
      const remove = db.prepare(`DELETE FROM ${table} WHERE series = ? AND ${column} < ?`);
      for (const id of series) {
        const { oldest } = find.get(id) as { oldest: number | null };
        if (oldest === null || oldest >= before) continue;
        removed += remove.run(id, Math.min(before, oldest + step)).changes;
      }
    }
  });
  return removed > 0;
}

/**
 * Removes what nobody will ask for any more, a few rows at a time, and gives pages back: events and ended
 * incidents go with the hours, messages that are done with the minutes.
 */
export function tidy(db: Db, { minutes, hours }: Retention, now: number): void {
  transaction(db, () => {
    const remove = (table: string, key: string, condition: string, before: number): void => {
      db.prepare(
        `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${stepRows})`,
      ).run(before);
    };
    remove("events", "id", "at < ?", now - hours);
    remove("incidents", "id", "closed < ?", now - hours);
    const old = db
      .prepare(
        `SELECT id FROM notifications WHERE state <> 'pending' AND created < ? LIMIT ${stepRows}`,
      )
      .all(now - minutes) as { id: string }[];
    const removeTellings = db.prepare("DELETE FROM tellings WHERE notification = ?");
    const removeMessage = db.prepare("DELETE FROM notifications WHERE id = ?");
    for (const { id } of old) {
      removeTellings.run(id);
      removeMessage.run(id);
    }
  });
  db.pragma("incremental_vacuum(200)");
}
