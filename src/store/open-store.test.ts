import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { decodeHistogram } from "../stats/index.ts";
import { nanoseconds } from "../units.ts";
import { openHistory } from "./open-history.ts";
import { openStore } from "./open-store.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

const worker = new URL("../../dist/store/worker.js", import.meta.url);
const day = 86_400_000;
const retention = { samples: 3 * day, minutes: 90 * day, hours: 1825 * day };
const open = (name: string) =>
  openStore({ directory: join(folder, name), vantage: "here", retention, worker });
const key = { target: "web", endpoint: { address: "192.0.2.7", family: 4, port: 443 } } as const;
const incident = (id: string, more = {}) => ({
  id,
  vantage: "here",
  target: "web",
  rule: "down" as const,
  openedAt: 1000,
  summary: "down",
  evidence: [],
  ...more,
});

describe("what was kept", () => {
  test("is there after a restart: series, samples, health, open incidents, pending messages", async () => {
    const now = Math.floor(Date.now() / 1000) - 30;
    let series: number;
    {
      await using store = await open("restart");
      series = store.seriesOf(key);
      store.append(series, { seconds: now, nanoseconds: 123_456_000 }, "open", nanoseconds(25_000));
      store.append(series, { seconds: now + 1, nanoseconds: 0 }, "timeout");
      store.append(series, { seconds: now, nanoseconds: 123_456_000 }, "late", nanoseconds(3e9));
      await store.save({
        health: [
          { subject: "web", memory: "up" },
          { subject: "gone", memory: "x" },
        ],
        incidents: [incident("a"), incident("b", { closedAt: 2000 })],
        notifications: [
          {
            id: "n",
            channel: "webhook",
            createdAt: 1,
            state: "pending",
            attempts: 0,
            nextAttempt: 1,
            incidents: ["a"],
            message: "m",
          },
        ],
      });
      await store.save({ health: [{ subject: "gone", memory: undefined }] });
    }
    await using store = await open("restart");
    expect(store.seriesOf(key)).toBe(series);
    expect(store.remembered).toMatchObject({
      health: new Map([["web", "up"]]),
      openIncidents: [{ id: "a" }],
      pending: [{ id: "n" }],
    });
    expect((await store.incidents({ limit: 9 })).map(({ id }) => id)).toEqual(["b", "a"]);
    expect(await store.notificationsOf("a")).toMatchObject([{ id: "n" }]);
    const bins = await store.bins({
      series: [series],
      from: (now - 1) * 1000,
      to: (now + 2) * 1000,
      bins: 3,
    });
    expect(bins.map(({ sent, timeout, late }) => [sent, timeout, late])).toEqual([
      [0, 0, 0],
      [1, 0, 1],
      [1, 1, 0],
    ]);
    const histogram = decodeHistogram(bins[1]!.histogram);
    expect([histogram.count, histogram.max]).toEqual([1, 25_000]);
    using history = openHistory(join(folder, "restart"));
    const samples = [...history.reader.samples([{ id: series, key }], 0, Date.now())];
    expect(samples.map(({ sequence, kind, rtt }) => [sequence, kind, rtt])).toEqual([
      [0, "open", 25_000],
      [2, "late", 3e9],
      [1, "timeout", undefined],
    ]);
    expect(samples[0]!.sentAt).toEqual({ seconds: now, nanoseconds: 123_456_000 });
  });

  test("bins of any length add up to the same", async () => {
    await using store = await open("bins");
    const series = store.seriesOf(key);
    const end = Math.floor(Date.now() / 3_600_000) * 3600;
    for (let n = 0; n < 7200; n++) {
      const lost = n % 10 === 0;
      store.append(
        series,
        { seconds: end - 7200 + n, nanoseconds: 0 },
        lost ? "timeout" : "open",
        ...(lost ? [] : [nanoseconds(10_000 + n)]),
      );
    }
    await store.save({});
    for (const bins of [1, 2, 60, 120, 480, 7200]) {
      const found = await store.bins({
        series: [series],
        from: (end - 7200) * 1000,
        to: end * 1000,
        bins,
      });
      expect(found).toHaveLength(bins);
      expect(found.reduce((sum, { sent }) => sum + sent, 0)).toBe(7200);
      expect(found.reduce((sum, { timeout }) => sum + timeout, 0)).toBe(720);
      const whole = found
        .map(({ histogram }) => decodeHistogram(histogram))
        .reduce((sum, one) => sum.merge(one));
      expect([whole.count, whole.min, whole.max]).toEqual([6480, 10_001, 17_199]);
    }
  });
});

describe("a folder that cannot be used is refused with one sentence", () => {
  test("another monitor writes there", async () => {
    await using first = await open("twice");
    expect(first.status().state).toBe("ok");
    await expect(open("twice")).rejects.toMatchObject({ code: "STORE_IN_USE" });
  });

  test("a file stands in its place", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(open("file")).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  });

  test.each<[string, (lock: string) => void, string]>([
    [
      "is no database",
      (lock) => writeFileSync(lock, "junk\n".repeat(999)),
      "file is not a database",
    ],
    ["is a folder", (lock) => mkdirSync(lock), "the file cannot be opened"],
  ])("what should be its lock %s: nobody is said to hold it", async (name, make, why) => {
    const lock = join(folder, name, "lock.db");
    mkdirSync(join(folder, name));
    make(lock);
    await expect(open(name)).rejects.toMatchObject({
      code: "FILE_UNREADABLE",
      message: `cannot lock ${lock} (${why})`,
    });
  });

  test("a newer version wrote it", async () => {
    await (await open("newer"))[Symbol.asyncDispose]();
    const script = `const D = require("libsql"); const d = new D(process.argv[1]); d.exec("PRAGMA user_version = 99"); d.close();`;
    execFileSync(process.execPath, ["-e", script, join(folder, "newer", "history.db")]);
    await expect(open("newer")).rejects.toMatchObject({ code: "STORE_NEWER" });
    expect(() => openHistory(join(folder, "newer"))).toThrow(/newer halfopen/);
  });
});

test("a damaged file is moved aside, told, and a new history begun", async () => {
  const directory = join(folder, "damaged");
  await (await open("damaged"))[Symbol.asyncDispose]();
  writeFileSync(join(directory, "history.db"), "this was a database once\n".repeat(1000));
  await using store = await open("damaged");
  expect(store.status()).toMatchObject({
    state: "ok",
    message: expect.stringMatching(/damaged.*moved to/),
  });
  expect(readdirSync(directory).some((name) => name.startsWith("history.db.damaged-"))).toBe(true);
  await store.save({ incidents: [incident("z")] });
  expect(await store.incident("z")).toMatchObject({ id: "z" });
});
