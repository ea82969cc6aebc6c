import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type Db, openDatabase, prepareFolder } from "./database.ts";
import { History } from "./history.ts";
import { HistoryReader } from "./history-reader.ts";
import { codes, RollUp } from "./roll-up.ts";
import type { RawSample } from "./sample-codec.ts";
import { Upkeep } from "./upkeep.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-history-"));
afterAll(() => rmSync(folder, { recursive: true }));

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const retention = { samples: 3 * day, minutes: 90 * day, hours: 1825 * day };
/** The beginning of an hour. */
const start = 490_000 * hour;

/** A history in a folder of its own, and its one writer: every boot has a name. */
class Bench implements Disposable {
  readonly db: Db;
  history: History;
  sequence = 0;
  #batches = 0;

  constructor() {
    const directory = mkdtempSync(join(folder, "one-"));
    prepareFolder(directory);
    this.db = openDatabase(directory);
    this.history = new History(this.db, { name: "here", boot: "boot 0" });
  }

  /** Another run of the daemon. */
  restart(boot: string): void {
    this.history = new History(this.db, { name: "here", boot });
    this.sequence = 0;
    this.#batches = 0;
  }

  keep(series: number, times: readonly number[]): void {
    const samples = times.map(
      (time): RawSample => ({
        series,
        sequence: this.sequence++,
        microseconds: time * 1000,
        kind: codes.open,
        rtt: 20_000 + (this.sequence % 7) * 1000,
      }),
    );
    this.history.keep({ number: ++this.#batches, samples, series: [], changes: {} });
  }

  count(table: string): number {
    const { n } = this.db.prepare(`SELECT COUNT(*) AS n FROM ${table}`).get() as { n: number };
    return n;
  }

  /** What is told to have been sent in each minute, or hour, of a series. */
  rolledUp(table: "minutes" | "hours", series: number): Map<number, number> {
    const rows = this.db.prepare(`SELECT number, data FROM ${table} WHERE series = ?`).all(series);
    const sent = new Map<number, number>();
    const add = (number: number, rollUp: RollUp) =>
      sent.set(number, (sent.get(number) ?? 0) + rollUp.sent);
    for (const { number, data } of rows as { number: number; data: Uint8Array }[]) {
      add(number, RollUp.decode(data));
    }
    const length = table === "minutes" ? 1 : 60;
    for (const [number, rollUp] of this.history.open.of(series)) {
      add(Math.floor(number / length), rollUp);
    }
    return new Map([...sent].toSorted(([one], [other]) => one - other));
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}

const from = (time: number, count: number, every: number): number[] =>
  Array.from({ length: count }, (_, n) => time + n * every);

test("what is handed over again, because nobody heard that it was kept, is kept once", () => {
  using bench = new Bench();
  const key = { target: "web", endpoint: { address: "192.0.2.7", family: 4, port: 443 } } as const;
  const sample = { series: 1, sequence: 0, microseconds: start * 1000, kind: codes.open, rtt: 1 };
  const event = { at: start, kind: "self", text: "once" } as const;
  const kept = { number: 1, samples: [sample], series: [], changes: { events: [event] } };
  bench.history.keep(kept);
  bench.history = new History(bench.db, { name: "here", boot: "boot 0" });
  // What was defined since then goes along, and is not known yet.
  bench.history.keep({ ...kept, series: [[1, key]] });
  expect([bench.count("journal"), bench.count("events")]).toEqual([1, 1]);
  expect(bench.history.series()).toEqual([{ id: 1, key }]);
  expect(bench.rolledUp("minutes", 1)).toEqual(new Map([[start / minute, 1]]));
  bench.history.keep({ ...kept, number: 2, samples: [{ ...sample, sequence: 1 }] });
  expect([bench.count("journal"), bench.count("events")]).toEqual([2, 2]);
  // Another run of the daemon counts from the beginning.
  bench.restart("boot 1");
  bench.history.keep(kept);
  expect([bench.count("journal"), bench.count("events")]).toEqual([3, 3]);
});

describe("moving samples from the journal to chunks", () => {
  test("goes on until all is moved, however much there is, of one series too", () => {
    using bench = new Bench();
    // Of one endpoint, as it is after an hour in which the disk took nothing: 500,000 samples.
    for (let batch = 0; batch < 5; batch++) {
      bench.keep(1, from(start + batch * 100 * second, 100_000, 1));
    }
    const reader = new HistoryReader(bench.db, bench.history.open);
    const upkeep = new Upkeep(bench.history, reader, retention);
    const now = start + 20 * minute;
    for (let tick = 0; tick < 125; tick++) upkeep.tend(now + tick * second);
    expect(bench.count("journal")).toBe(0);
    const { sum } = bench.db.prepare("SELECT SUM(count) AS sum FROM chunks").get() as {
      sum: number;
    };
    expect(sum).toBe(500_000);
  });
});

describe("roll-ups", () => {
  test("what nothing was added to is not written again", () => {
    using bench = new Bench();
    bench.db.exec("CREATE TEMP TABLE written (what TEXT)");
    for (const table of ["minutes", "hours"]) {
      bench.db.exec(
        `CREATE TEMP TRIGGER on_${table} AFTER INSERT ON main.${table} BEGIN INSERT INTO written VALUES ('${table} ' || NEW.series); END`,
      );
    }
    const written = () => {
      const rows = bench.db.prepare("SELECT what FROM written ORDER BY what").all();
      bench.db.exec("DELETE FROM written");
      return (rows as { what: string }[]).map(({ what }) => what);
    };
    bench.keep(1, from(start, 10, second));
    bench.keep(2, from(start, 10, second));
    bench.history.rollUp(start + minute + 10 * second);
    expect(written()).toEqual(["hours 1", "hours 2", "minutes 1", "minutes 2"]);
    bench.keep(2, from(start + minute, 10, second));
    bench.history.rollUp(start + 2 * minute + 10 * second);
    expect(written()).toEqual(["hours 2", "minutes 2"]);
  });

  test("are what the samples are while the clock is stepped an hour forth and back, and restarted", () => {
    using bench = new Bench();
    const all: number[] = [];
    /** Ten minutes of one probe in five seconds, by a clock that begins here. */
    const tenMinutes = (clock: number) => {
      for (let n = 0; n < 120; n++) {
        const time = clock + n * 5 * second;
        bench.keep(1, [time]);
        all.push(time);
        bench.history.rollUp(time);
      }
    };
    const inEach = (length: number) => {
      const counts = new Map<number, number>();
      for (const time of all.toSorted((one, other) => one - other)) {
        const number = Math.floor(time / length);
        counts.set(number, (counts.get(number) ?? 0) + 1);
      }
      return counts;
    };
    tenMinutes(start + 30 * second);
    tenMinutes(start + hour + 630 * second);
    tenMinutes(start + 1230 * second);
    expect(bench.rolledUp("minutes", 1)).toEqual(inEach(minute));
    bench.restart("boot 1");
    expect(bench.rolledUp("minutes", 1)).toEqual(inEach(minute));
    tenMinutes(start + 1830 * second);
    bench.restart("boot 2");
    tenMinutes(start + 2430 * second);
    expect(bench.rolledUp("minutes", 1)).toEqual(inEach(minute));
    expect(bench.rolledUp("hours", 1)).toEqual(inEach(hour));
  });

  test("are what the samples are, whatever the clock does and whenever it is restarted", () => {
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ samples: fc.integer({ min: 1, max: 5 }) }) },
      { weight: 4, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 200 }) }) },
      { weight: 1, arbitrary: fc.record({ set: fc.integer({ min: -7200, max: 7200 }) }) },
      { weight: 1, arbitrary: fc.constant({ restart: true }) },
      { weight: 1, arbitrary: fc.constant({ compact: true }) },
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
        using bench = new Bench();
        const sent = new Map<number, number>();
        let clock = start;
        for (const [n, one] of steps.entries()) {
          if ("samples" in one) {
            bench.keep(1, from(clock, one.samples, 1));
            const number = Math.floor(clock / minute);
            sent.set(number, (sent.get(number) ?? 0) + one.samples);
          } else if ("pass" in one) clock += one.pass * second;
          else if ("set" in one) clock += one.set * second;
          else if ("restart" in one) bench.restart(`boot after ${n}`);
          else bench.history.compact();
          bench.history.rollUp(clock);
        }
        const ordered = [...sent].toSorted(([one], [other]) => one - other);
        expect([...bench.rolledUp("minutes", 1)]).toEqual(ordered);
      }),
      { numRuns: 30 },
    );
  });
});
