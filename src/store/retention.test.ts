import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { writeChanges } from "./changes.ts";
import { type Db, openDatabase } from "./database.ts";
import { retain, tidy } from "./retention.ts";
import type { NotificationRecord } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-retention-"));
afterAll(() => rmSync(folder, { recursive: true }));

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = 490_000 * hour;
const retention = { samples: 3 * day, minutes: 90 * day, hours: 1825 * day };

const database = (): Db => openDatabase(mkdtempSync(join(folder, "one-")));

/** Of one series: a chunk for every two minutes of ten days, minutes of as many, hours of sixty. */
function fill(db: Db, series: number): void {
  db.exec(`BEGIN;
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${10 * 720})
    INSERT INTO chunks SELECT ${series}, ${now} - x * 120000, 1, x, ${now} - x * 120000, 1, x'00' FROM n;
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${10 * 1440})
    INSERT INTO minutes SELECT ${series}, ${now / minute} - x, 1, x'00' FROM n;
    WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${60 * 24})
    INSERT INTO hours SELECT ${series}, ${now / hour} - x, 1, x'00' FROM n;
    COMMIT;`);
}

const column = { chunks: "latest", minutes: "number", hours: "number" } as const;

function oldest(db: Db, table: keyof typeof column): { n: number; oldest: number } {
  const found = db
    .prepare(`SELECT COUNT(*) AS n, MIN(${column[table]}) AS oldest FROM ${table}`)
    .get() as { n: number; oldest: number };
  return { n: found.n, oldest: found.oldest };
}

describe("what is too old of a series goes in small steps", () => {
  test("samples, minutes and hours, each by its own term, and nothing younger", () => {
    using db = closing(database());
    fill(db.db, 1);
    const shorter = { samples: 2 * day, minutes: 3 * day, hours: 10 * day };
    let largest = 0;
    let before = total(db.db);
    while (retain(db.db, [1], shorter, now)) {
      const after = total(db.db);
      largest = Math.max(largest, before - after);
      before = after;
    }
    expect(oldest(db.db, "chunks")).toEqual({ n: 1440, oldest: now - 2 * day });
    expect(oldest(db.db, "minutes")).toEqual({
      n: 3 * 1440,
      oldest: (now - 3 * day) / minute,
    });
    expect(oldest(db.db, "hours")).toEqual({ n: 10 * 24, oldest: (now - 10 * day) / hour });
    // 17,000 rows were removed: never more at once than this.
    expect(largest).toBeLessThanOrEqual(500);
  });

  test("other series keep what they have", () => {
    using db = closing(database());
    for (const series of [1, 2]) fill(db.db, series);
    const before = total(db.db);
    while (retain(db.db, [1], { samples: 0, minutes: 0, hours: 0 }, now));
    expect(total(db.db)).toBe(before / 2);
  });

  test("what is young enough costs nothing", () => {
    using db = closing(database());
    expect(retain(db.db, [1], retention, now)).toBe(false);
    db.db.prepare("INSERT INTO hours VALUES (1, ?, 1, x'00')").run(now / hour - 1);
    expect(retain(db.db, [1], retention, now)).toBe(false);
    expect(total(db.db)).toBe(1);
  });
});

const message = (id: string, createdAt: number, more = {}): NotificationRecord => ({
  id,
  channel: "webhook",
  createdAt,
  state: "delivered",
  attempts: 1,
  nextAttempt: createdAt,
  incidents: ["i"],
  message: "{}",
  ...more,
});
const incident = (id: string, openedAt: number, closedAt?: number) => ({
  id,
  vantage: "here",
  target: "web",
  rule: "down" as const,
  openedAt,
  ...(closedAt !== undefined && { closedAt }),
  summary: "down",
  evidence: [],
});

describe("what belongs to no series", () => {
  test("events and ended incidents go with the hours, messages that are done with the minutes, what is open stays", () => {
    using db = closing(database());
    const [old, older] = [now - 91 * day, now - 1826 * day];
    writeChanges(db.db, 1, {
      events: [older, old, now].map((at) => ({ at, kind: "self", text: `at ${at}` })),
      incidents: [
        incident("ended long ago", older - 1, older),
        incident("ended", older, old),
        incident("open since then", older),
      ],
      notifications: [
        message("done", old),
        message("given up", old, { state: "given-up" }),
        message("pending", old, { state: "pending" }),
        message("new", now),
      ],
    });
    tidy(db.db, retention, now);
    const all = (sql: string) => (db.db.prepare(sql).all() as { x: unknown }[]).map(({ x }) => x);
    expect(all("SELECT at AS x FROM events ORDER BY at")).toEqual([old, now]);
    expect(all("SELECT id AS x FROM incidents ORDER BY id")).toEqual(["ended", "open since then"]);
    expect(all("SELECT id AS x FROM notifications ORDER BY id")).toEqual(["new", "pending"]);
    // Nor is it remembered of which incident a message told that is gone.
    expect(all("SELECT notification AS x FROM tellings ORDER BY 1")).toEqual(["new", "pending"]);
  });

  test("very many of them go a few at a time", () => {
    using db = closing(database());
    const many = Array.from({ length: 1200 }, (_, at) => ({
      at,
      kind: "self" as const,
      text: "",
    }));
    const notifications = many.map(({ at }) => message(`n${at}`, at));
    writeChanges(db.db, 1, { events: many, notifications });
    const left = () => {
      const { events, messages } = db.db
        .prepare(
          "SELECT (SELECT COUNT(*) FROM events) AS events, (SELECT COUNT(*) FROM notifications) AS messages",
        )
        .get() as { events: number; messages: number };
      return { events, messages };
    };
    tidy(db.db, retention, now);
    expect(left()).toEqual({ events: 700, messages: 700 });
    tidy(db.db, retention, now);
    tidy(db.db, retention, now);
    expect(left()).toEqual({ events: 0, messages: 0 });
  });

  test.each([
    ["events of a target", "SELECT body FROM events WHERE target = 'web' AND at >= 0 AND at < 9"],
    ["events that are too old", "SELECT id FROM events WHERE at < 5 LIMIT 500"],
    ["incidents of a target", "SELECT body FROM incidents WHERE target = 'web' ORDER BY id DESC"],
    ["incidents that ended", "SELECT id FROM incidents WHERE closed < 5 LIMIT 500"],
    [
      "messages that are done",
      "SELECT id FROM notifications WHERE state <> 'pending' AND created < 5 LIMIT 500",
    ],
    ["tellings of a message", "DELETE FROM tellings WHERE notification = 'n'"],
  ])("%s are found without going through all", (_, query) => {
    using db = closing(database());
    const plan = db.db.prepare(`EXPLAIN QUERY PLAN ${query}`).all() as { detail: string }[];
    expect(plan.map(({ detail }) => detail).join()).toMatch(/^SEARCH .* INDEX/);
  });
});

function total(db: Db): number {
  const tables = Object.keys(column) as (keyof typeof column)[];
  return tables.reduce((sum, table) => sum + oldest(db, table).n, 0);
}

function closing(db: Db): Disposable & { readonly db: Db } {
  return { db, [Symbol.dispose]: () => void db.close() };
}
