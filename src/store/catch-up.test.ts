import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { openStore } from "./open-store.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-catch-up-"));
afterAll(() => rmSync(folder, { recursive: true }));

const day = 86_400_000;
const retention = { samples: 3 * day, minutes: 90 * day, hours: 1825 * day };
const key = { target: "web", endpoint: { address: "192.0.2.7", family: 4, port: 443 } } as const;
const [held, asked] = [join(folder, "held"), join(folder, "asked")];

/**
 * The store's thread, which stops in its second step of rolling up until something was asked of it. It answers with
 * how many steps it has begun.
 */
function countingThread(): URL {
  const file = join(folder, "counting.mjs");
  const [thread, libsql] = [
    new URL("../../dist/store/worker.js", import.meta.url).href,
    import.meta.resolve("libsql"),
  ];
  writeFileSync(
    file,
    `import { existsSync, writeFileSync } from "node:fs";
    import { parentPort as port } from "node:worker_threads";
    import Database from ${JSON.stringify(libsql)};
    const { prepare } = Database.prototype;
    let steps = 0;
    Database.prototype.prepare = function (sql) {
      if (sql.startsWith("INSERT OR REPLACE INTO minutes") && ++steps === 2) {
        writeFileSync(${JSON.stringify(held)}, "");
        while (!existsSync(${JSON.stringify(asked)})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
      return prepare.call(this, sql);
    };
    const post = port.postMessage.bind(port);
    port.postMessage = (message, ...rest) =>
      post(message.kind === "answer" ? { ...message, value: steps } : message, ...rest);
    await import(${JSON.stringify(thread)});`,
  );
  return pathToFileURL(file);
}

test("what is asked for while very much is rolled up waits for one step of it", async () => {
  const hours = 100;
  const worker = countingThread();
  await using store = await openStore({ directory: folder, vantage: "here", retention, worker });
  const series = store.seriesOf(key);
  const end = Math.floor(Date.now() / 3_600_000) * 3600;
  for (let at = end - hours * 3600; at < end; at += 60) {
    store.append(series, { seconds: at, nanoseconds: 0 }, "timeout");
  }
  while (!existsSync(held)) await setTimeout(20);
  const steps = async () => (await store.events({ limit: 1 })) as unknown as number;
  const answer = steps();
  writeFileSync(asked, "");
  // One more, where the second in which the thread tends its history is over just then.
  expect(await answer).toBeLessThanOrEqual(3);
  while ((await steps()) < hours) await setTimeout(20);
});
