import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, describe, expect, test } from "vitest";
import { fileIn } from "./database.ts";
import { History } from "./history.ts";
import { openHistory } from "./open-history.ts";
import { openStore } from "./open-store.ts";
import { migrations } from "./schema.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-migration-"));
afterAll(() => rmSync(folder, { recursive: true }));

const day = 86_400_000;
const retention = { samples: 3 * day, minutes: 90 * day, hours: 1825 * day };
const worker = new URL("../../dist/store/worker.js", import.meta.url);
const key = { target: "web", endpoint: { address: "192.0.2.7", family: 4, port: 443 } } as const;
const incident = {
  id: "i1",
  vantage: "here",
  target: "web",
  rule: "down",
  openedAt: 1000,
  summary: "down",
  evidence: [],
} as const;
const event = { at: 1000, kind: "self", target: "web", text: "once" } as const;

/** A history as an older version left it. */
function writtenBy(version: number): string {
  const directory = mkdtempSync(join(folder, `of-${version}-`));
  const db = new Database(fileIn(directory));
  for (const step of migrations.slice(0, version)) db.exec(step);
  db.exec(`PRAGMA user_version = ${version}`);
  const history = new History(db, { name: "here", boot: "before" });
  const microseconds = (Date.now() - 1000) * 1000;
  history.keep({
    number: 1,
    samples: [{ series: 1, sequence: 0, microseconds, kind: 0, rtt: 20_000 }],
    series: [[1, key]],
    changes: {
      health: [{ subject: "web", memory: "up" }],
      incidents: [incident],
      events: [event],
    },
  });
  db.close();
  return directory;
}

const objectsOf = (directory: string): string[] => {
  const db = new Database(fileIn(directory));
  const rows = db.prepare("SELECT name FROM sqlite_schema ORDER BY name").all();
  db.close();
  return (rows as { name: string }[]).map(({ name }) => name);
};

describe.each(Array.from(migrations.keys()).slice(1))("a history of schema %i", (version) => {
  test("is brought to the newest, with all that is in it", async () => {
    const directory = writtenBy(version);
    {
      await using store = await openStore({ directory, vantage: "here", retention, worker });
      expect(store.status().message).toBeUndefined();
      expect(store.seriesOf(key)).toBe(1);
      expect(store.remembered).toMatchObject({
        health: new Map([["web", "up"]]),
        openIncidents: [incident],
      });
      expect(await store.events({ target: "web", limit: 9 })).toEqual([event]);
    }
    const fresh = writtenBy(migrations.length);
    expect(objectsOf(directory)).toEqual(objectsOf(fresh));
    using history = openHistory(directory);
    expect([...history.reader.samples([{ id: 1, key }], 0, Date.now())]).toHaveLength(1);
  });

  test("is read as it is by whoever only reads", () => {
    const directory = writtenBy(version);
    const before = objectsOf(directory);
    using history = openHistory(directory);
    expect([...history.reader.samples([{ id: 1, key }], 0, Date.now())]).toHaveLength(1);
    expect(history.reader.incidents({ limit: 9 })).toEqual([incident]);
    expect(objectsOf(directory)).toEqual(before);
  });
});
