import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { bundled } from "../../support/bundled.ts";
import type { Lab } from "../namespaces.ts";
import { deviceName, prefixes } from "./device.ts";
import { type Ledger, parseLedger } from "./ledger.ts";
import type { Scenario } from "./scenarios.ts";

const program = fileURLToPath(new URL("./main.ts", import.meta.url));

/** Packets that may wait for the peer before the kernel drops any. */
const queueLength = 100_000;

/** A running peer. It is stopped with its lab, or by `stop`, which also tells what it did. */
export interface RunningPeer {
  /** One of the peer's addresses; every other of 10.204.0.0/16 and fd00:204::/64 will do as well. */
  readonly address4: string;
  readonly address6: string;
  readonly seed: number;
  /** Ends the peer and its device; throws when the peer failed. */
  stop(): Promise<Ledger>;
}

/** What makes this run of the tests different from the next: LAB_SEED, or chance. */
export const labSeed = Number(process.env["LAB_SEED"] ?? Math.floor(Math.random() * 2 ** 32));

/**
 * Puts a hostile network into the prober's namespace: a TUN device whose other side is a program
 * of ours. No veth is between, so the kernel can drop nothing unseen. One peer at a time.
 */
export async function startPeer(
  lab: Lab,
  scenario: Scenario,
  options: { readonly seed?: number } = {},
): Promise<RunningPeer> {
  const { seed = labSeed } = options;
  const child = lab.prober.spawn(
    process.execPath,
    ["--single-threaded-gc", await bundled(program), JSON.stringify(scenario), String(seed)],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  let output = "";
  let complaint = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk) => (output += chunk));
  child.stderr?.setEncoding("utf8").on("data", (chunk) => (complaint += chunk));
  const untilEnded = async (): Promise<void> => {
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`the peer ended with ${code} (seed ${seed}): ${complaint}`);
  };
  const ended = untilEnded();
  // Its failure is told to whoever waits for it: the start, or else the stop.
  ended.catch(() => {});

  while (!output.startsWith("ready\n")) {
    await Promise.race([ended, once(child.stdout as NodeJS.ReadableStream, "data")]);
  }
  // What is late shall be so because the scenario says so, not because the machine is busy.
  setPriority(child.pid as number, constants.priority.PRIORITY_HIGH);
  bringUp(lab);
  return {
    address4: prefixes[4].example,
    address6: prefixes[6].example,
    seed,
    async stop() {
      child.stdin?.end();
      await ended;
      return parseLedger(output.slice(output.indexOf("\n")));
    },
  };
}

function bringUp(lab: Lab): void {
  const ip = (...args: string[]) => lab.prober.run("ip", args);
  ip("link", "set", deviceName, "txqueuelen", String(queueLength));
  ip("addr", "add", prefixes[4].own, "dev", deviceName);
  ip("addr", "add", prefixes[6].own, "dev", deviceName, "nodad");
  ip("link", "set", deviceName, "up");
}
