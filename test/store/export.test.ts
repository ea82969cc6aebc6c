import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { errorText } from "../../src/cli/error-text.ts";
import { exportHistory } from "../../src/cli/export.ts";
import type { ExportOptions } from "../../src/cli/monitor-options.ts";
import { openDatabase } from "../../src/store/database.ts";
import { History } from "../../src/store/history.ts";
import { codes } from "../../src/store/roll-up.ts";
import { endpoint, start, startWriter } from "./writer.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-export-"));
afterAll(() => rmSync(folder, { recursive: true }));

const second = 1000;
const minute = 60 * second;

const complain = (sentence: string) => {
  throw new Error(sentence);
};

/** What `halfopen export` prints; `between` is called whenever a part of it goes out. */
async function exported(
  data: string,
  options: Partial<ExportOptions>,
  between: () => void = () => {},
): Promise<string[]> {
  let text = "";
  const out = async (part: string) => {
    text += part;
    between();
  };
  const asked = { format: "ndjson", what: "samples", ...options } as ExportOptions;
  expect(await exportHistory({ data, options: asked }, { out, complain })).toBe(0);
  return text.trimEnd().split("\n");
}

const targets = ["web", 'the "db"', "cache, near"];

/** A history that is written while it is read: each turn a minute passes, for each target fifty samples. */
class Writing implements Disposable {
  readonly directory = mkdtempSync(join(folder, "one-"));
  readonly #db = openDatabase(this.directory);
  readonly #history = new History(this.#db, { name: "here", boot: "boot" });
  samples = 0;
  #turns = 0;

  turn(): void {
    const batch = Array.from({ length: 50 * targets.length }, (_, n) => ({
      series: 1 + (n % targets.length),
      sequence: this.samples++,
      microseconds: (start + this.#turns * minute + n * 100) * 1000,
      kind: n % 10 === 9 ? codes.timeout : codes.open,
      rtt: n % 10 === 9 ? -1 : 1_500_000,
    }));
    const series =
      this.#turns === 0 ? targets.map((target, n) => [n + 1, { target, endpoint }] as const) : [];
    this.#history.keep({ number: ++this.#turns, samples: batch, series, changes: {} });
    this.#history.rollUp(start + this.#turns * minute + 10 * second);
  }

  /** What is over goes to chunks. */
  compact(): void {
    while (this.#history.compact());
  }

  save(changes: Parameters<History["keep"]>[0]["changes"]): void {
    this.#history.keep({ number: ++this.#turns, samples: [], series: [], changes });
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

describe("halfopen export, while the history is written", () => {
  test.each(["ndjson", "csv"] as const)(
    "%s: every sample that there is, once each",
    async (format) => {
      using writing = new Writing();
      for (let turn = 0; turn < 20; turn++) writing.turn();
      writing.compact();
      for (let turn = 0; turn < 20; turn++) writing.turn();
      const before = writing.samples;
      const lines = await exported(writing.directory, { format }, () => {
        writing.turn();
        writing.compact();
      });
      const rows = format === "csv" ? lines.slice(1) : lines;
      const sequences = rows.map((row) =>
        format === "csv"
          ? Number(/[^,]+$/.exec(row)![0])
          : (JSON.parse(row) as { sequence: number }).sequence,
      );
      expect(new Set(sequences).size).toBe(sequences.length);
      const there = new Set(sequences);
      const missing = Array.from({ length: before }, (_, n) => n).filter((n) => !there.has(n));
      expect(missing).toEqual([]);
    },
  );

  test("beside a writer that moves samples all the while, none is passed over", async () => {
    const directory = mkdtempSync(join(folder, "beside-"));
    const series = 40;
    await using writer = await startWriter(directory, series);
    expect(writer).toBeDefined();
    for (let look = 0; look < 4; look++) {
      const bySeries = new Map<string, number[]>();
      for (const line of await exported(directory, {})) {
        const { target, sequence } = JSON.parse(line) as { target: string; sequence: number };
        const mine = bySeries.get(target) ?? [];
        bySeries.set(target, mine);
        mine.push(sequence);
      }
      expect(bySeries.size).toBe(series);
      for (const sequences of bySeries.values()) {
        const [first] = sequences;
        expect(sequences).toEqual(sequences.map((_, n) => first! + n * series));
        expect(first).toBeLessThan(series);
      }
    }
  });
});

const at = (milliseconds: number) => new Date(milliseconds).toISOString();

describe("halfopen export prints", () => {
  test("samples as CSV, quoted where RFC 4180 wants it, of a span of time and of some targets", async () => {
    using writing = new Writing();
    writing.turn();
    writing.turn();
    const lines = await exported(writing.directory, {
      format: "csv",
      target: ['the "db"', "cache, near"],
      from: at(start + minute),
      to: at(start + minute + 300),
    });
    expect(lines).toEqual([
      "sentAt,target,address,port,outcome,rttMs,vantage,boot,sequence",
      `2025-11-24T16:01:00.100000000Z,"the ""db""",192.0.2.7,443,open,1.5,here,boot,151`,
      `2025-11-24T16:01:00.200000000Z,"cache, near",192.0.2.7,443,open,1.5,here,boot,152`,
    ]);
  });

  test("incidents, oldest first, of a span of time and of some targets", async () => {
    using writing = new Writing();
    const incident = { vantage: "here", rule: "down", evidence: [] } as const;
    const [web, db] = targets as [string, string];
    writing.save({
      incidents: [
        { ...incident, id: "1", target: web, openedAt: start, closedAt: start + 5, summary: "old" },
        { ...incident, id: "2", target: db, openedAt: start + 7, summary: "other" },
        {
          ...incident,
          id: "3",
          target: web,
          endpoint,
          openedAt: start + 9,
          summary: 'no "answer"',
        },
        { ...incident, id: "4", target: web, openedAt: start + minute, summary: "later" },
      ],
    });
    const span = { from: at(start + 6), to: at(start + second), target: [web] };
    const csv = await exported(writing.directory, { what: "incidents", format: "csv", ...span });
    expect(csv).toEqual([
      "id,target,address,rule,openedAt,closedAt,summary,vantage",
      `3,web,192.0.2.7,down,${at(start + 9)},,"no ""answer""",here`,
    ]);
    const json = await exported(writing.directory, { what: "incidents" });
    expect(json.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
  });
});

/** What is said, and whether it is an error. */
async function told(options: Partial<ExportOptions>): Promise<{ said: string; code?: number }> {
  using writing = new Writing();
  writing.turn();
  const asked = { format: "csv", what: "samples", ...options } as ExportOptions;
  let said = "";
  const around = {
    out: (text: string) => Promise.reject(new Error(`printed ${text}`)),
    complain: (text: string) => void (said += text),
  };
  try {
    const code = await exportHistory({ data: writing.directory, options: asked }, around);
    return { said, code };
  } catch (error) {
    return { said: errorText(error) };
  }
}

describe("halfopen export of what is not there", () => {
  test.each(["samples", "incidents"] as const)("%s of an unknown target", async (what) => {
    expect(await told({ what, target: ["web", "wbe"] })).toEqual({
      said: 'halfopen: there is no target "wbe" in this history\n  its targets: cache, near, the "db", web\n',
    });
  });

  test.each([
    [at(start + minute), at(start)],
    [at(start), at(start)],
    ["-1h", "-2h"],
  ])("from %s to %s", async (from, to) => {
    expect(await told({ from, to })).toEqual({
      said: `halfopen: the time of --to, ${to}, is not after that of --from, ${from}\n  name the earlier time with --from and the later one with --to\n`,
    });
  });

  test.each(["samples", "incidents"] as const)(
    "%s of a time in which there are none",
    async (what) => {
      const span = { from: at(start - minute), to: at(start - second) };
      const said = `halfopen: no ${what} are kept of what was asked for\n`;
      expect(await told({ what, ...span })).toEqual({ said, code: 0 });
    },
  );
});
