/** A thread of a sweep: it has its own sockets, ports and tap, and shares nothing but the targets. */
import { parentPort, workerData } from "node:worker_threads";
import { failureOf } from "./failure.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./messages.ts";
import { sweepShare } from "./share.ts";

const { share, released } = workerData as WorkerStart;

const stop = new AbortController();
const waiting: (() => void)[] = [];
let link: Disposable | undefined;
let spareCore!: () => void;
const hasSpareCore = new Promise<void>((resolve) => (spareCore = resolve));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
const say = (message: FromWorker): void => parentPort?.postMessage(message);

parentPort?.on("message", (message: ToWorker) => {
  if (message === "stop") stop.abort();
  else if (message === "taken") waiting.shift()?.();
  else if (message === "spare core") spareCore();
  else quit();
});

/** Ends this thread alone, with no watch on a socket left that could call into what is gone. */
function quit(): never {
  link?.[Symbol.dispose]();
  Atomics.store(released, 0, 1);
  Atomics.notify(released, 0);
  process.exit();
}

const outlet = (text: string): Promise<void> => {
  say({ is: "batch", text });
  return new Promise((resolve) => waiting.push(resolve));
};

try {
  const report = await sweepShare(
    share,
    outlet,
    (progress) => say({ is: "progress", progress }),
    stop.signal,
    hasSpareCore,
    (opened) => {
      link = opened;
    },
  );
  say({ is: "report", report });
} catch (error) {
  say({ is: "failure", failure: failureOf(error) });
}
parentPort?.close();
