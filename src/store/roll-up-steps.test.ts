import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type Db, openDatabase, prepareFolder } from "./database.ts";
import { History } from "./history.ts";
import { RollUp } from "./roll-up.ts";
import { rollUpIn } from "./roll-up-rows.ts";
import type { RawSample } from "./sample-codec.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-steps-"));
afterAll(() => rmSync(folder, { recursive: true }));

const minute = 60_000;
/** The beginning of an hour. */
const start = 490_000 * 60 * minute;
/** By then so many minutes, and the time in which they may come late, are over. */
const after = (minutes: number): number => start + minutes * minute + 10_000;

type Table = "minutes" | "hours";
/** What each minute, or hour, of each series comes to, in its octets. */
type Sums = ReadonlyMap<string, string>;
type Found = { readonly [table in Table]: Sums };

class Sum {
  readonly #rollUps = new Map<string, RollUp>();

  at(series: number, number: number): RollUp {
    const name = `${series} ${number}`;
    const rollUp = this.#rollUps.get(name) ?? new RollUp();
    this.#rollUps.set(name, rollUp);
    return rollUp;
  }

  take(): Sums {
    const octets = [...this.#rollUps].map(
      ([name, rollUp]) => [name, Buffer.from(rollUp.encode()).toString("hex")] as const,
    );
    return new Map(octets.toSorted(([one], [other]) => (one < other ? -1 : 1)));
  }
}

/** A history, and every sample that it was given. */
class Trial implements Disposable {
  readonly db: Db;
  readonly #given: RawSample[] = [];
  history: History;
  #boot = 0;
  #batches = 0;

  constructor() {
    const directory = mkdtempSync(join(folder, "one-"));
    prepareFolder(directory);
    this.db = openDatabase(directory);
    this.history = this.#open();
    this.db.exec("CREATE TEMP TABLE written (name TEXT, series, number)");
    for (const table of ["minutes", "hours"]) {
      this.db.exec(
        `CREATE TEMP TRIGGER on_${table} AFTER INSERT ON main.${table}
          BEGIN INSERT INTO written VALUES ('${table}', NEW.series, NEW.number); END`,
      );
    }
  }

  /** Keeps a batch: of each of these series samples in these minutes, counted from the start. */
  keep(batch: readonly (readonly [series: number, minute: number])[]): void {
    const samples = batch.map(([series, number], n) => {
      const sequence = this.#given.length + n;
      const microseconds = (start + number * minute + (sequence % minute)) * 1000;
      const kind = sequence % 5 === 4 ? 3 : 0;
      return { series, sequence, microseconds, kind, rtt: kind === 0 ? 1 + sequence * 997 : -1 };
    });
    this.history.keep({ number: ++this.#batches, samples, series: [], changes: {} });
    this.#given.push(...samples);
  }

  /** The process ends and another begins; or only its store's thread, which goes on in the same boot. */
  reopen({ sameBoot }: { readonly sameBoot: boolean }): void {
    if (!sameBoot) [this.#boot, this.#batches] = [this.#boot + 1, 0];
    this.history = this.#open();
  }

  /** A step that the disk refuses when it is nearly done. */
  failStep(now: number, most: number): void {
    this.db.exec(
      `CREATE TEMP TRIGGER full BEFORE INSERT ON main.progress WHEN NEW.name = 'minute'
        BEGIN SELECT RAISE(ABORT, 'full'); END`,
    );
    try {
      this.history.rollUp(now, most);
    } catch (error) {
      if (!String(error).includes("full")) throw error;
    } finally {
      this.db.exec("DROP TRIGGER full");
    }
  }

  /** How often each table was written to since this was asked last. */
  takeWritten(): { [table in Table]: number } {
    const count = (table: Table): number => {
      const row = this.db.prepare("SELECT COUNT(*) AS n FROM written WHERE name = ?").get(table);
      return (row as { n: number }).n;
    };
    const written = { minutes: count("minutes"), hours: count("hours") };
    this.db.exec("DELETE FROM written");
    return written;
  }

  /** What is stored, with what is open. */
  found(): Found {
    return { minutes: this.#found("minutes"), hours: this.#found("hours") };
  }

  #found(table: Table): Sums {
    const sum = new Sum();
    const rows = this.db.prepare(`SELECT series, number, data FROM ${table}`).all();
    for (const { series, number, data } of rows as {
      series: number;
      number: number;
      data: Uint8Array;
    }[]) {
      sum.at(series, number).merge(rollUpIn(data));
    }
    for (const open of this.history.open.upTo(Number.POSITIVE_INFINITY)) {
      sum.at(open.series, numberIn(table, open.minute)).merge(open.rollUp);
    }
    return sum.take();
  }

  /** What the samples come to. */
  expected(): Found {
    return { minutes: this.#expected("minutes"), hours: this.#expected("hours") };
  }

  #expected(table: Table): Sums {
    const sum = new Sum();
    for (const sample of this.#given) {
      sum.at(sample.series, numberIn(table, Math.floor(sample.microseconds / 60e6))).add(sample);
    }
    return sum.take();
  }

  #open(): History {
    return new History(this.db, { name: "here", boot: `boot ${this.#boot}` });
  }

  [Symbol.dispose](): void {
    this.db.close();
  }
}

const numberIn = (table: Table, number: number): number =>
  table === "minutes" ? number : Math.floor(number / 60);

/** A sample of each series in each minute, one minute after the other. */
const span = (series: number, from: number, minutes: number): [number, number][] =>
  Array.from({ length: series * minutes }, (_, n) => [
    1 + (n % series),
    from + Math.floor(n / series),
  ]);

describe("much that waits is rolled up in steps", () => {
  test("of a bounded size, oldest first, each hour written once where a step holds it", () => {
    using trial = new Trial();
    trial.keep(span(3, 0, 600));
    const now = after(600);
    const steps = [];
    while (trial.history.rollUp(now, 200)) steps.push(trial.takeWritten());
    steps.push(trial.takeWritten());
    expect(steps).toEqual(Array.from({ length: 10 }, () => ({ minutes: 180, hours: 3 })));
    expect(trial.found()).toEqual(trial.expected());
    expect(trial.history.open.count(Number.POSITIVE_INFINITY)).toBe(0);
  });

  test("an hour of more than a step is divided between minutes; one minute is not", () => {
    using trial = new Trial();
    trial.keep(span(30, 0, 10));
    const now = after(10);
    expect(trial.history.rollUp(now, 100)).toBe(true);
    expect(trial.takeWritten()).toEqual({ minutes: 90, hours: 30 });
    expect(trial.history.rollUp(now, 10)).toBe(true);
    expect(trial.takeWritten()).toEqual({ minutes: 30, hours: 30 });
    expect(trial.history.rollUp(now)).toBe(false);
    expect(trial.takeWritten()).toEqual({ minutes: 180, hours: 30 });
    expect(trial.found()).toEqual(trial.expected());
  });

  test("as it comes, without waiting for the next minute", () => {
    using trial = new Trial();
    const now = after(600);
    for (let half = 0; half < 20; half++) {
      trial.keep(span(3, half * 30, 30));
      expect(trial.history.rollUp(now)).toBe(false);
      expect(trial.takeWritten()).toEqual({ minutes: 90, hours: 3 });
    }
    expect(trial.found()).toEqual(trial.expected());
  });

  test("what is late to minutes that are rolled up waits for the next, unless it is more than a step", () => {
    using trial = new Trial();
    trial.keep(span(50, 0, 2));
    expect(trial.history.rollUp(after(2), 100)).toBe(false);
    trial.takeWritten();
    trial.keep(span(50, 0, 2));
    expect(trial.history.rollUp(after(2) + 40_000, 100)).toBe(false);
    expect(trial.takeWritten()).toEqual({ minutes: 0, hours: 0 });
    trial.keep(span(51, 0, 2));
    expect(trial.history.rollUp(after(2) + 41_000, 100)).toBe(false);
    expect(trial.takeWritten()).toEqual({ minutes: 102, hours: 51 });
    trial.keep(span(50, 1, 3));
    expect(trial.history.rollUp(after(4), 100)).toBe(true);
    expect(trial.takeWritten()).toEqual({ minutes: 100, hours: 50 });
    expect(trial.history.rollUp(after(4), 100)).toBe(false);
    expect(trial.found()).toEqual(trial.expected());
  });

  test("whatever comes, late too, the clock does, fails or ends in between: no sample twice, none missing", () => {
    const series = fc.integer({ min: 1, max: 3 });
    const ago = fc.integer({ min: 0, max: 300 });
    const most = fc.integer({ min: 1, max: 200 });
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ keep: fc.array(fc.tuple(series, ago)) }) },
      { weight: 1, arbitrary: fc.record({ fill: fc.integer({ min: 1, max: 300 }) }) },
      { weight: 6, arbitrary: fc.record({ most, fails: fc.constant(false) }) },
      { weight: 1, arbitrary: fc.record({ most, fails: fc.constant(true) }) },
      { weight: 3, arbitrary: fc.record({ pass: fc.integer({ min: 0, max: 400 }) }) },
      { weight: 1, arbitrary: fc.record({ pass: fc.integer({ min: -300, max: -1 }) }) },
      { weight: 1, arbitrary: fc.record({ sameBoot: fc.boolean() }) },
      { weight: 1, arbitrary: fc.constant({ compact: true }) },
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
        using trial = new Trial();
        let [clock, latest] = [300, 300];
        for (const one of steps) {
          if ("keep" in one) trial.keep(one.keep.map(([id, before]) => [id, clock - before]));
          else if ("fill" in one) trial.keep(span(3, clock - one.fill, one.fill));
          else if ("pass" in one) clock = Math.max(300, clock + one.pass);
          else if ("sameBoot" in one) trial.reopen(one);
          else if ("compact" in one) trial.history.compact();
          else if (one.fails) trial.failStep(after(clock), one.most);
          else trial.history.rollUp(after(clock), one.most);
          latest = Math.max(latest, clock);
          expect(trial.found()).toEqual(trial.expected());
        }
        while (trial.history.rollUp(after(latest + 2), 50));
        expect(trial.history.open.count(Number.POSITIVE_INFINITY)).toBe(0);
        expect(trial.found()).toEqual(trial.expected());
      }),
      { numRuns: 40 },
    );
  });
});
