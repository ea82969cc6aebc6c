import { Worker } from "node:worker_threads";
import { openDatabase } from "../../src/store/database.ts";

/** The beginning of an hour: what is written begins here. */
export const start = 490_000 * 3_600_000;
export const endpoint = { address: "192.0.2.7", family: 4, port: 443 } as const;

const compiled = (file: string): string =>
  JSON.stringify(new URL(`../../dist/store/${file}`, import.meta.url).href);

/**
 * Writes a history of so many series in a thread of its own, as fast as it can: a minute passes each turn,
 * and is rolled up and moved to chunks in the next. Sample n is of series n modulo their number. Resolves
 * when it is at work.
 */
export async function startWriter(directory: string, series: number): Promise<AsyncDisposable> {
  openDatabase(directory).close();
  const source = `
    import { parentPort } from "node:worker_threads";
    import { openDatabase } from ${compiled("database.js")};
    import { History } from ${compiled("history.js")};
    const db = openDatabase(${JSON.stringify(directory)});
    const history = new History(db, { name: "here", boot: "boot" });
    const endpoint = ${JSON.stringify(endpoint)};
    let [number, sequence] = [0, 0];
    const turn = () => {
      const time = ${start} + number * 60_000;
      const samples = Array.from({ length: ${series * 5} }, (_, n) => ({
        series: 1 + (n % ${series}), sequence: sequence++, microseconds: (time + n) * 1000, kind: 0, rtt: 1000,
      }));
      const series = Array.from({ length: number === 0 ? ${series} : 0 }, (_, n) => [n + 1, { target: "t" + n, endpoint }]);
      history.keep({ number: ++number, samples, series, changes: {} });
      history.rollUp(time + 70_000);
      history.compact();
      if (number === 10) parentPort.postMessage("begun");
      // For as long as nobody minds; not until the disk is full.
      if (number < 600) setImmediate(turn);
    };
    turn();
    parentPort.on("message", () => { db.close(); process.exit(); });`;
  const writer = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  await new Promise((resolve, reject) => writer.once("message", resolve).once("error", reject));
  return {
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => writer.once("exit", resolve));
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      writer.postMessage("enough");
      await ended;
    },
  };
}
