import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { flawless } from "../../sweep/index.ts";
import type { Outlet } from "./batching-sink.ts";
import { errorOf, failureOf } from "./failure.ts";
import type { FromWorker, ToWorker, WorkerStart } from "./messages.ts";
import { Score } from "./score.ts";
import { type Progress, type Share, type ShareReport, sweepShare } from "./share.ts";
import { SpareCores } from "./spare-cores.ts";

/** Tells how far each share has come. */
export type Watch = (share: number, progress: Progress) => void;

/** Where shares are swept: the last one here, the others each in a thread that is started in `program` (worker.ts). */
export type Places = {
  readonly program: URL;
  readonly here?: typeof sweepShare;
  readonly cores?: number;
};

/**
 * Sweeps all shares at once: one in this thread, which would have nothing else to do, and each other in a
 * thread of its own. A core that none of them is for does the kernel's work for one of them.
 * When one fails, the others are stopped, and what it knew is in its report.
 * Throws the error of the first when none could begin.
 */
export async function sweepShares(
  shares: readonly Share[],
  { program, here = sweepShare, cores = availableParallelism() }: Places,
  outlet: Outlet,
  watch: Watch,
  stopped: AbortSignal,
): Promise<ShareReport[]> {
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  if (stopped.aborted) abort();
  stopped.addEventListener("abort", abort, { once: true });
  const [beside, last] = [inWorker(program), shares.length - 1];
  const sweepOf = (index: number): typeof sweepShare => (index === last ? here : beside);
  const spare = new SpareCores(shares.length, cores);
  try {
    const ends = await Promise.allSettled(
      shares.map((share, index) =>
        sweepOf(index)(
          share,
          outlet,
          (progress) => watch(index, progress),
          stop.signal,
          spare.for(index),
        )
          .finally(() => spare.end(index))
          .then(
            (report) => {
              if (report.failure !== undefined) abort();
              return report;
            },
            (error) => {
              abort();
              throw error;
            },
          ),
      ),
    );
    return reportsOf(ends, shares);
  } finally {
    stopped.removeEventListener("abort", abort);
  }
}

/** A thread that ended without a word: it may have sent, and nobody knows what. */
class ThreadLost extends Error {}

function reportsOf(
  ends: readonly PromiseSettledResult<ShareReport>[],
  shares: readonly Share[],
): ShareReport[] {
  const failed = ends.filter((end) => end.status === "rejected");
  if (failed.length === ends.length) throw failed[0]!.reason;
  return ends.map((end, index) =>
    end.status === "fulfilled" ? end.value : reportOfNone(shares[index]!, end.reason),
  );
}

const reportOfNone = ({ from }: Share, error: unknown): ShareReport => ({
  score: new Score().facts(),
  finished: false,
  position: error instanceof ThreadLost ? undefined : from,
  sent: 0,
  rate: undefined,
  largestGap: 0,
  check: flawless,
  failure: failureOf(error),
});

/** The heap of a thread that keeps little: most of what it makes is gone with the next batch. */
const resourceLimits = { maxYoungGenerationSizeMb: 16 };

const millisecondsToQuit = 2000;

const inWorker =
  (program: URL): typeof sweepShare =>
  (share, outlet, progress, stop, spareCore) =>
    new Promise((resolve, reject) => {
      const released = new Int32Array(new SharedArrayBuffer(4));
      const workerData: WorkerStart = { share, released };
      const worker = new Worker(program, { workerData, resourceLimits });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      const tell = (message: ToWorker): void => worker.postMessage(message);
      void spareCore.then(() => tell("spare core"));
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
      const lost = (cause?: unknown): void =>
        reject(new ThreadLost("a thread of the sweep ended without a word", { cause }));
      worker.once("error", lost);
      worker.once("exit", () => lost());
    });
