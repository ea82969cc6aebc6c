import type { Failure } from "./failure.ts";
import type { Progress, Share, ShareReport } from "./share.ts";

/** What a worker thread says. */
export type FromWorker =
  | { readonly is: "batch"; readonly text: string }
  | { readonly is: "progress"; readonly progress: Progress }
  | { readonly is: "report"; readonly report: ShareReport }
  | { readonly is: "failure"; readonly failure: Failure };

/**
 * What is said to it: that a batch is taken, that it has a core beside its own, to send no more, or to
 * let go of all and end.
 */
export type ToWorker = "taken" | "spare core" | "stop" | "quit";

/** What a worker thread is started with. */
export type WorkerStart = {
  readonly share: Share;
  /** One word of shared memory: 1 when it has let go of its sockets, after "quit". */
  readonly released: Int32Array;
};
