import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Endpoint } from "../../src/probe/index.ts";
import { createLab, type Lab } from "../lab/index.ts";
import {
  type Counters,
  expectedCounters,
  type Ledger,
  type Scenario,
  startPeer,
} from "../lab/peer/index.ts";
import type { Account, Order } from "./order.ts";

const program = fileURLToPath(new URL("./prober-child.ts", import.meta.url));

/** A lab with a prober in it that takes one order after the other. */
export interface Bench extends Disposable {
  readonly lab: Lab;
  /** Sets the prober on a network of that kind. */
  play(scenario: Scenario, order: Order): Promise<Played>;
}

/** What the prober counted, and what it must have. */
export type Played = {
  readonly account: Account;
  readonly ledger: Ledger;
  readonly expected: Counters;
};

/** Addresses of the peer, so many of each family. */
export const peerEndpoints = (each: number): Endpoint[] =>
  Array.from({ length: each }, (_, index): Endpoint[] => [
    { address: `10.204.1.${index + 1}`, family: 4, port: 443 },
    { address: `fd00:204::1:${(index + 1).toString(16)}`, family: 6, port: 443 },
  ]).flat();

/** Opens one; `nodeOptions` are for the Node that the prober runs on. */
export function openBench(nodeOptions: readonly string[] = []): Bench {
  const lab = createLab();
  const child = lab.prober.spawn(process.execPath, [
    ...nodeOptions,
    "--import",
    import.meta.resolve("tsx"),
    program,
  ]);
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk) => (complaint += chunk));
  const lines = createInterface({ input: child.stdout! });

  const ask = (order: Order): Promise<Account> =>
    new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        lines.off("line", take);
        child.off("close", fail);
        act();
      };
      const take = (line: string) => settle(() => resolve(JSON.parse(line) as Account));
      const fail = (code: number | null) =>
        settle(() => reject(new Error(`the prober ended with ${code}: ${complaint}`)));
      lines.on("line", take);
      child.on("close", fail);
      child.stdin!.write(`${JSON.stringify(order)}\n`);
    });

  return {
    lab,
    async play(scenario, order) {
      const peer = await startPeer(lab, scenario);
      const account = await ask(order);
      const ledger = await peer.stop();
      return { account, ledger, expected: expectedCounters(ledger, order) };
    },
    [Symbol.dispose]: () => lab[Symbol.dispose](),
  };
}
