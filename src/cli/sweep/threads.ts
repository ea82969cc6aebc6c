import { Worker } from "node:worker_threads";
import type { Outlet } from "./batching-sink.ts";
import { errorOf, type FromWorker, type ToWorker, type WorkerStart } from "./messages.ts";
import { type Progress, type Share, type ShareReport, sweepShare } from "./share.ts";

/** Tells how far each share has come. */
export type Watch = (share: number, progress: Progress) => void;

/**
 * Sweeps all shares at once: one in this thread, several each in a thread of its own, started in
 * `program` (worker.ts). When one fails, the others are stopped, and its error is thrown once they
 * have ended.
 */
export async function sweepShares(
  shares: readonly Share[],
  program: URL,
  outlet: Outlet,
  watch: Watch,
  stopped: AbortSignal,
): Promise<ShareReport[]> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  if (stopped.aborted) abort();
  stopped.addEventListener("abort", abort, { once: true });
  const run = shares.length === 1 ? sweepShare : inWorker(program);
  try {
    const ends = await Promise.allSettled(
      shares.map((share, index) =>
        run(share, outlet, (progress) => watch(index, progress), stop.signal).catch((error) => {
          abort();
          throw error;
        }),
      ),
    );
    return ends.map((end) => {
      if (end.status === "rejected") throw end.reason;
      return end.value;
    });
  } finally {
    stopped.removeEventListener("abort", abort);
  }
}

/** The heap of a thread that keeps little: most of what it makes is gone with the next batch. */
const resourceLimits = { maxYoungGenerationSizeMb: 16 };

const millisecondsToQuit = 2000;

const inWorker =
  (program: URL): typeof sweepShare =>
  (share, outlet, progress, stop) =>
    new Promise((resolve, reject) => {
      const released = new Int32Array(new SharedArrayBuffer(4));
      const workerData: WorkerStart = { share, released };
      const worker = new Worker(program, { workerData, resourceLimits });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      const tell = (message: ToWorker): void => worker.postMessage(message);
      if (stop.aborted) tell("stop");
      stop.addEventListener("abort", () => tell("stop"), { once: true });
      worker.on("message", (message: FromWorker) => {
        switch (message.is) {
          case "batch":
            void outlet(message.text).then(() => tell("taken"));
            return;
          case "progress":
            return progress(message.progress);
          case "report":
            return resolve(message.report);
          case "failure":
            return reject(errorOf(message.failure));
        }
      });
      // A process that ends (its reader has seen enough) must not tear a thread away from its sockets.
      const quit = (): void => {
        tell("quit");
        Atomics.wait(released, 0, 0, millisecondsToQuit);
      };
      process.once("exit", quit);
      worker.once("exit", () => process.off("exit", quit));
      worker.once("error", reject);
      worker.once("exit", () => reject(new Error("a thread of the sweep ended without a word")));
    });
