/** The thread that reads a configuration: one for each time that it is read. */
import { parentPort, workerData } from "node:worker_threads";
import { loadConfig } from "./load.ts";
import type { LoadOrder } from "./load-in-thread.ts";
import { packed } from "./packed.ts";

const { file, options } = workerData as LoadOrder;
const port = parentPort!;
port.postMessage(packed(loadConfig(file, options)));
