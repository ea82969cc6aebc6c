import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { LoadedConfig, LoadOptions } from "./load.ts";
import { type PackedConfig, unpacked } from "./packed.ts";

/** What the thread is to read. */
export type LoadOrder = { readonly file: string; readonly options: LoadOptions };

/**
 * `loadConfig` in a thread of its own: ten thousand targets take seconds to read, and probing does not
 * wait for that. `worker` is the thread's module, where it is not beside this one. Rejects when the
 * thread fails.
 */
export async function loadInThread(
  file: string,
  options: LoadOptions,
  worker = new URL(`./worker${extname(import.meta.url)}`, import.meta.url),
): Promise<LoadedConfig> {
  const { env, hostname } = options;
  const workerData: LoadOrder = { file, options: { env: { ...env }, hostname } };
  const thread = new Worker(worker, { workerData });
  try {
    const sent = await new Promise<PackedConfig>((resolve, reject) => {
      thread.once("message", resolve);
      thread.once("error", reject);
      thread.once("exit", () =>
        reject(new Error("the configuration could not be read: its thread ended")),
      );
    });
    return unpacked(sent);
  } finally {
    await thread.terminate();
  }
}
