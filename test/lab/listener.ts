import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Namespace } from "./namespaces.ts";

const program = fileURLToPath(new URL("./listener-child.mjs", import.meta.url));

export type ListenerOptions = {
  readonly port: number | readonly number[];
  /** Both families on every address unless one is named. */
  readonly address?: string;
  /** Listens but never accepts, so that its accept queue (of 1) fills and stays full. */
  readonly stall?: boolean;
};

export interface Listener extends Disposable {
  /** Ends it before its lab is disposed, and resolves when it is gone and its ports are closed. */
  stop(): Promise<void>;
}

/** Resolves with a child's first line on standard output; rejects when it ends without one. */
export function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let complaint = "";
    child.stderr?.on("data", (chunk) => (complaint += String(chunk)));
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`ended with ${code}: ${complaint.trim()}`)));
    if (child.stdout) createInterface({ input: child.stdout }).once("line", resolve);
  });
}

/** Starts a TCP server in the namespace; resolves when it listens. It closes what it accepts at once. */
export async function startListener(
  namespace: Namespace,
  options: ListenerOptions,
): Promise<Listener> {
  const { port, address = "::", stall = false } = options;
  const ports = typeof port === "number" ? [port] : port;
  const child = namespace.spawn(process.execPath, [
    program,
    JSON.stringify({ ports, address, stall }),
  ]);
  await firstLine(child);
  return {
    stop() {
      return new Promise((resolve) => {
        child.once("exit", () => resolve());
        if (!child.kill("SIGKILL")) resolve();
      });
    },
    [Symbol.dispose]() {
      child.kill("SIGKILL");
    },
  };
}
