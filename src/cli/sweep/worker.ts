/** A thread of a sweep: it has its own sockets, ports and tap, and shares nothing but the targets. */
import { parentPort, workerData } from "node:worker_threads";
import { failureOf, type FromWorker, type ToWorker } from "./messages.ts";
import { type Share, sweepShare } from "./share.ts";

const stop = new AbortController();
const waiting: (() => void)[] = [];
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
const say = (message: FromWorker): void => parentPort?.postMessage(message);

parentPort?.on("message", (message: ToWorker) => {
  if (message === "stop") stop.abort();
  else waiting.shift()?.();
});

const outlet = (text: string): Promise<void> => {
  say({ is: "batch", text });
  return new Promise((resolve) => waiting.push(resolve));
};

try {
  const report = await sweepShare(
    workerData as Share,
    outlet,
    (progress) => say({ is: "progress", progress }),
    stop.signal,
  );
  say({ is: "report", report });
} catch (error) {
  say({ is: "failure", failure: failureOf(error) });
}
parentPort?.close();
