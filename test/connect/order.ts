import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Endpoint } from "../../src/endpoint.ts";
import type { OpenProberOptions } from "../../src/open-prober.ts";
import type { ProbeEvent, ProbeResult } from "../../src/probe/index.ts";
import type { Namespace } from "../lab/index.ts";
import { bundled } from "../support/bundled.ts";

/** What a child process is to probe, and how. */
export type ProbeOrder = {
  /** `node`: by `node:net`, as on platforms other than Linux. */
  readonly method: "syn" | "connect" | "auto" | "node";
  readonly endpoints: readonly Endpoint[];
  readonly timeoutMs: number;
  readonly count?: number;
  readonly intervalMs?: number;
  /** Block the event loop for so long when the first SYN has left. */
  readonly stallMs?: number;
  readonly options?: Omit<OpenProberOptions, "method" | "notice">;
};

export type Ended = { readonly code: number; readonly out: string; readonly err: string };

const probeProgram = fileURLToPath(new URL("./probe-child.ts", import.meta.url));
const ordinary = "--reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all";

/** Runs a program of plain JavaScript in the namespace, as a user without any privilege. */
export async function runAsOrdinaryUser(
  namespace: Namespace,
  program: string,
  args: readonly string[],
): Promise<Ended> {
  const node = [process.execPath, program, ...args];
  const child = namespace.spawn("setpriv", [...ordinary.split(" "), ...node]);
  const [[code], out, err] = await Promise.all([
    once(child, "close") as Promise<[number]>,
    text(child.stdout!),
    text(child.stderr!),
  ]);
  return { code, out, err };
}

/** What a prober in the namespace tells, and what it says on standard error. */
export async function probe(
  namespace: Namespace,
  order: ProbeOrder,
): Promise<{ results: ProbeResult[]; events: ProbeEvent[]; out: string; err: string }> {
  const { code, out, err } = await runAsOrdinaryUser(namespace, await bundled(probeProgram), [
    JSON.stringify(order),
  ]);
  if (code !== 0) throw new Error(`the prober ended with ${code}: ${err}`);
  const events = out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ProbeEvent);
  const results = events.flatMap((event) => (event.event === "probe" ? [event.result] : []));
  return { results, events, out, err };
}
