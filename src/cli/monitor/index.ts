import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import { loadConfig, loadInThread, planLines } from "../../config/index.ts";
import { HalfopenError } from "../../errors.ts";
import { errorText } from "../error-text.ts";
import type { MonitorOptions } from "../monitor-options.ts";
import { runDaemon } from "./daemon.ts";
import { createLog } from "./log.ts";
import { lackingHere } from "./machine-check.ts";

export type MonitorSurroundings = {
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  readonly version: string;
  /** The modules of the threads: the store's, and the one that reads a configuration anew. */
  readonly storeWorker: URL;
  readonly configWorker: URL;
  readonly dashboard: URL;
};

/** `halfopen monitor`: runs until it is told to stop, or only looks at its configuration. Resolves with the exit code. */
export async function monitor(
  options: MonitorOptions,
  around: MonitorSurroundings,
): Promise<number> {
  const file = resolve(options.config);
  if (!existsSync(file)) {
    throw new HalfopenError("FILE_UNREADABLE", `there is no file ${options.config}`, {
      remedy: `write one with \`halfopen init ${options.config}\`, or name another with --config`,
    });
  }
  const surroundings = { env: process.env, hostname: hostname() };
  const load = () => loadInThread(file, surroundings, around.configWorker);
  // What reading ten thousand targets leaves behind goes with the thread.
  const loaded = options.checkConfig === true ? loadConfig(file, surroundings) : await load();
  if (!loaded.ok) {
    for (const problem of loaded.problems) around.note(String(problem));
    const count = loaded.problems.length;
    around.note(
      `halfopen: ${count === 1 ? "one thing is" : `${count} things are`} wrong with the configuration`,
    );
    return 2;
  }
  if (options.checkConfig === true) {
    for (const warning of loaded.warnings) around.note(`warning: ${String(warning)}`);
    for (const line of planLines(loaded.config)) around.out(line);
    const lacking = lackingHere(loaded.config);
    for (const error of lacking) around.note(errorText(error).trimEnd());
    return lacking.length === 0 ? 0 : 2;
  }
  const format = options.logFormat ?? (process.stderr.isTTY ? "human" : "json");
  const log = createLog(options.logLevel, format);
  for (const warning of loaded.warnings) log("warn", String(warning));
  return runDaemon(loaded.config, { ...around, load, log });
}
