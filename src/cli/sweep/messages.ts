import { type ErrorCode, HalfopenError } from "../../errors.ts";
import type { Progress, Share, ShareReport } from "./share.ts";

/** What a worker thread says. */
export type FromWorker =
  | { readonly is: "batch"; readonly text: string }
  | { readonly is: "progress"; readonly progress: Progress }
  | { readonly is: "report"; readonly report: ShareReport }
  | { readonly is: "failure"; readonly failure: Failure };

/** What is said to it: that a batch is taken, to send no more, or to let go of all and end. */
export type ToWorker = "taken" | "stop" | "quit";

/** What a worker thread is started with. */
export type WorkerStart = {
  readonly share: Share;
  /** One word of shared memory: 1 when it has let go of its sockets, after "quit". */
  readonly released: Int32Array;
};

/** An error as a message: a class does not survive the way. */
export type Failure = {
  readonly message: string;
  readonly code?: ErrorCode;
  readonly remedy?: string;
};

export function failureOf(error: unknown): Failure {
  if (error instanceof HalfopenError) {
    const { message, code, remedy } = error;
    return { message, code, ...(remedy !== undefined && { remedy }) };
  }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function errorOf({ message, code, remedy }: Failure): Error {
  if (code === undefined) return new Error(message);
  return new HalfopenError(code, message, remedy === undefined ? {} : { remedy });
}
