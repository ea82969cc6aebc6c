import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "libsql";
import { afterAll, describe, expect, test } from "vitest";
import { meddle, spoil } from "../../test/support/meddle.ts";
import type { Incident } from "../incident.ts";
import { nanoseconds } from "../units.ts";
import type { FromWorker } from "./messages.ts";
import { openHistory } from "./open-history.ts";
import { openStore } from "./open-store.ts";
import type { EventRecord, NotificationRecord, Store } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-recovery-"));
afterAll(() => rmSync(folder, { recursive: true }));

const thread = new URL("../../dist/store/worker.js", import.meta.url);
const day = 86_400_000;
const retention = { samples: 3 * day, minutes: 90 * day, hours: 1825 * day };
const options = { vantage: "here", retention, worker: thread };
const open = (name: string, worker = thread) =>
  openStore({ ...options, directory: join(folder, name), worker });
const key = { target: "web", endpoint: { address: "192.0.2.7", family: 4, port: 443 } } as const;
const now = Math.floor(Date.now() / 1000);

const incident: Incident = {
  id: "i1",
  vantage: "here",
  target: "web",
  rule: "down",
  openedAt: 1000,
  summary: "down",
  evidence: [],
};
const notification: NotificationRecord = {
  id: "n1",
  channel: "webhook",
  createdAt: 1,
  state: "pending",
  attempts: 0,
  nextAttempt: 1,
  incidents: ["i1"],
  message: "{}",
};
const event: EventRecord = { at: now * 1000, kind: "self", text: "something" };
const health = [{ subject: "web", memory: "up" }];

function measure(store: Store, count: number): void {
  const series = store.seriesOf(key);
  for (let n = 0; n < count; n++) {
    store.append(series, { seconds: now - count + n, nanoseconds: 0 }, "open", nanoseconds(20_000));
  }
}

/** How many samples of `key` there are in a folder. */
function measured(name: string): number {
  using history = openHistory(join(folder, name));
  const series = history.reader.series().filter((one) => one.key.target === key.target);
  return [...history.reader.samples(series, 0, Date.now() + day)].length;
}

const damagedFiles = (name: string): string[] =>
  readdirSync(join(folder, name)).filter((file) => /^history\.db\.damaged-[^.]*Z$/.test(file));

describe("a file that is damaged while it is written", () => {
  test("is moved aside and told; what comes from then on is kept, what is saved again is remembered", async () => {
    {
      await using store = await open("spoiled");
      const renewed = new Promise<string>((resolve) => store.onRenewed(resolve));
      measure(store, 10);
      await store.save({ health, incidents: [incident] });
      spoil(join(folder, "spoiled"));
      const sentence = await renewed;
      expect(sentence).toMatch(/damaged.*moved to.*history\.db\.damaged-.*a new one is begun/);
      expect(store.status()).toMatchObject({ state: "ok", message: sentence });
      measure(store, 5);
      await store.save({ health, incidents: [incident], notifications: [notification] });
    }
    expect(damagedFiles("spoiled")).toHaveLength(1);
    expect(measured("spoiled")).toBe(5);
    await using store = await open("spoiled");
    expect(store.remembered).toEqual({
      health: new Map([["web", "up"]]),
      openIncidents: [incident],
      pending: [notification],
    });
    expect(store.status().message).toBeUndefined();
  });

  test.each([
    ["counts", "ff"],
    ["histogram", "00000000000009"],
  ])(
    "a roll-up whose %s cannot be read is damage too, and found without being asked for",
    async (part, octets) => {
      const name = `roll-up-${part}`;
      await using store = await open(name);
      const renewed = new Promise<string>((resolve) => store.onRenewed(resolve));
      store.seriesOf(key);
      await store.save({ health });
      const minute = Math.floor(Date.now() / 60_000) - 1;
      meddle(
        join(folder, name),
        `db.prepare("INSERT INTO minutes VALUES (1, ?, 1, x'${octets}')").run(${minute})`,
      );
      measure(store, 1);
      expect(await renewed).toMatch(/damaged \(a roll-up cannot be read/);
    },
  );
});

describe("a page that is damaged while nobody writes", () => {
  /** Of events, which nobody reads at start. */
  const spoilEvents = `
    while (db.pragma("wal_checkpoint(TRUNCATE)")[0].busy !== 0);
    const { page } = db.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'events'").get();
    fs.writeSync(fs.openSync(file, "r+"), Buffer.alloc(4096, 0x5a), 0, 4096, (page - 1) * 4096)`;

  test.each([
    ["after an end in good order is not looked for: nothing is waited for", "", undefined],
    [
      "after any other end is found at start",
      "db.exec(\"DELETE FROM progress WHERE name = 'closed'\");",
      /damaged.*moved to/,
    ],
  ])("%s", async (name, unclean, message) => {
    const directory = join(folder, name.replaceAll(" ", "-"));
    await (await openStore({ ...options, directory }))[Symbol.asyncDispose]();
    meddle(directory, unclean + spoilEvents);
    await using store = await openStore({ ...options, directory });
    if (message === undefined) expect(store.status().message).toBeUndefined();
    else expect(store.status().message).toMatch(message);
  });

  test("that it ended in good order is said only from the end to the next start", async () => {
    const directory = join(folder, "order");
    const closed = () => {
      const db = new Database(join(directory, "history.db"));
      const row = db.prepare("SELECT value FROM progress WHERE name = 'closed'").get();
      db.close();
      return row !== undefined;
    };
    {
      await using store = await openStore({ ...options, directory });
      await store.save({ health });
      expect(closed()).toBe(false);
    }
    expect(closed()).toBe(true);
    await using store = await openStore({ ...options, directory });
    expect(store.remembered.health.get("web")).toBe("up");
    expect(closed()).toBe(false);
  });
});

describe("what a file says and cannot be is damage: at start it is moved aside, and told", () => {
  test.each([
    ["samples", "UPDATE journal SET data = x'ff'"],
    ["open incidents", "UPDATE incidents SET body = '{'"],
    ["pending messages", "UPDATE notifications SET body = 'once a message'"],
  ])("%s", async (what, statement) => {
    {
      await using store = await open(what);
      measure(store, 3);
      await store.save({ health, incidents: [incident], notifications: [notification] });
    }
    meddle(join(folder, what), `db.exec(${JSON.stringify(statement)})`);
    await using store = await open(what);
    expect(store.status()).toMatchObject({
      state: "ok",
      message: expect.stringMatching(/damaged \(.* cannot be read: .*moved to/),
    });
    expect(store.remembered.openIncidents).toEqual([]);
    expect(damagedFiles(what)).toHaveLength(1);
    await store.save({ incidents: [incident] });
    expect(await store.incident("i1")).toEqual(incident);
  });
});

/** The module of a thread that is made up, or made to fail. */
function threadOf(name: string, source: string): URL {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `import { parentPort as port } from "node:worker_threads";\n${source}`);
  return pathToFileURL(file);
}

describe("a thread that ends by itself", () => {
  test.each([
    ["before", "port.on('message', die); await import(thread);"],
    ["after", "await import(thread); port.on('message', die);"],
  ])(
    "%s it has kept what came last: another goes on, all is kept once, and it is said",
    async (when, order) => {
      const flag = join(folder, `end-${when}`);
      const mortal = threadOf(
        `mortal-${when}`,
        `import { existsSync, rmSync } from "node:fs";
      const [thread, flag] = ${JSON.stringify([thread.href, flag])};
      const die = ({ kind }) => {
        if (kind !== "keep" || !existsSync(flag)) return;
        rmSync(flag);
        process.exit(7);
      };
      ${order}`,
      );
      const name = `ends ${when}`;
      {
        await using store = await open(name, mortal);
        measure(store, 10);
        await store.save({ events: [event], health });
        writeFileSync(flag, "");
        measure(store, 7);
        const saved = store.save({ events: [event], incidents: [incident] });
        await expect(store.incident("i1")).rejects.toThrow(
          "the history cannot be read: its thread ended (code 7)",
        );
        await expect(store.incident("i1")).rejects.toThrow("its thread ended");
        expect(store.status()).toMatchObject({
          state: "failing",
          message: expect.stringContaining("another one is begun"),
        });
        await saved;
        await store.save({});
        expect(store.status()).toMatchObject({ state: "ok", stored: 17, queued: 0, lost: 0 });
        expect(await store.incident("i1")).toEqual(incident);
        expect(await store.events({ limit: 9 })).toEqual([event, event]);
      }
      expect(measured(name)).toBe(17);
    },
  );
});

/** Answers the first batch with a message, and questions with how many batches came. */
const scripted = (name: string, message: FromWorker) =>
  threadOf(
    name,
    `const remembered = { health: new Map(), openIncidents: [], pending: [] };
    port.postMessage({ kind: "opened", remembered, series: [] });
    let batches = 0;
    port.on("message", ({ kind, id }) => {
      if (kind === "keep" && ++batches === 1) port.postMessage(${JSON.stringify(message)});
      if (kind === "ask") port.postMessage({ kind: "answer", id, value: batches });
      if (kind === "ask") port.postMessage({ kind: "kept", octets: 0 });
      if (kind === "close") port.close();
    });`,
  );

/** How many batches came of one thing that was saved. */
const sent = async (name: string, message: FromWorker) => {
  await using store = await open(name, scripted(name, message));
  const heard = new Promise((resolve) => store.onRenewed(resolve));
  void store.save({ events: [event] });
  await store.incident("i1");
  await heard;
  return (await store.incident("i1")) as unknown as number;
};

describe("what a thread does by itself is told apart from the batch that it is sent", () => {
  test("a history that was renewed meanwhile still takes the batch that is on its way", async () => {
    expect(await sent("upkeep", { kind: "renewed", work: "upkeep", message: "damaged" })).toBe(1);
  });

  test("a batch that found the damage is sent again", async () => {
    expect(await sent("batch", { kind: "renewed", work: "batch", message: "damaged" })).toBe(2);
  });

  test("that it fails is told until it succeeds again, however many batches are kept meanwhile", async () => {
    const failing = threadOf(
      "failing",
      `const remembered = { health: new Map(), openIncidents: [], pending: [] };
      port.postMessage({ kind: "opened", remembered, series: [] });
      port.on("message", ({ kind, id }) => {
        if (kind === "keep") {
          port.postMessage({ kind: "failed", work: "upkeep", state: "full", message: "no room" });
          port.postMessage({ kind: "kept", octets: 1 });
        }
        if (kind === "ask") {
          port.postMessage({ kind: "windows", numbers: new Float64Array(0) });
          port.postMessage({ kind: "answer", id });
        }
        if (kind === "close") port.close();
      });`,
    );
    await using store = await open("failing", failing);
    for (let n = 0; n < 2; n++) {
      await store.save({ health });
      expect(store.status()).toMatchObject({ state: "full", message: "no room" });
    }
    await store.incident("i1");
    expect(store.status().state).toBe("ok");
  });
});
