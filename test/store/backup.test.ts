import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { backupHistory, openHistory, openStore } from "../../src/store/index.ts";
import { endpoint, startWriter } from "./writer.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-backup-"));
afterAll(() => rmSync(folder, { recursive: true }));

const day = 86_400_000;
const retention = { samples: 36_500 * day, minutes: 36_500 * day, hours: 36_500 * day };

describe("halfopen backup", () => {
  test("of a history that is being written: whole, of one moment, and fit to go on from", async () => {
    const [directory, copies] = [join(folder, "written"), join(folder, "copies")];
    mkdirSync(directory);
    mkdirSync(copies);
    const series = 40;
    await using writer = await startWriter(directory, series);
    expect(writer).toBeDefined();
    backupHistory(directory, join(copies, "history.db"));

    const db = openDatabase(copies);
    expect(db.pragma("integrity_check")).toMatchObject([{ integrity_check: "ok" }]);
    db.close();
    {
      using copy = openHistory(copies);
      const all = copy.reader.series();
      const samples = [...copy.reader.samples(all, 0, Number.MAX_SAFE_INTEGER / 1000)];
      // The writer keeps as many of each series at once: so does a copy of one moment.
      const sequences = samples.map(({ sequence }) => sequence).toSorted((a, b) => a - b);
      expect(sequences).toEqual(Array.from(sequences.keys()));
      expect(sequences.length % (series * 5)).toBe(0);
      expect(sequences.length).toBeGreaterThanOrEqual(10 * series * 5);
    }
    await using store = await openStore({
      directory: copies,
      vantage: "here",
      retention,
      worker: new URL("../../dist/store/worker.js", import.meta.url),
    });
    expect(store.seriesOf({ target: "t7", endpoint })).toBe(8);
    expect(store.status()).toMatchObject({ state: "ok" });
    expect(store.status().message).toBeUndefined();
  });

  test.each([
    ["a file that is there already is left alone", "there.db", /is there already/],
    ["a place that cannot be written to is told", "none/copy.db", /cannot write the copy to/],
  ])("%s", (_, name, refusal) => {
    const directory = mkdtempSync(join(folder, "one-"));
    openDatabase(directory).close();
    writeFileSync(join(directory, "there.db"), "");
    const file = join(directory, name);
    expect(() => backupHistory(directory, file)).toThrow(refusal);
    expect(existsSync(join(directory, "none"))).toBe(false);
  });

  test("where no monitor ever was there is nothing to copy", () => {
    const nowhere = join(folder, "nowhere");
    expect(() => backupHistory(nowhere, join(folder, "copy.db"))).toThrow(/there is no history in/);
  });
});
