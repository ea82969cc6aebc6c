import type { Namespace } from "../../test/lab/index.ts";
import type { Expense } from "../metered.ts";

/** What each tool is asked to sweep: one port of every address of a prefix, all of them live. */
export type SweepTask = {
  readonly from: Namespace;
  /** Link-layer addresses of the two ends, for tools that write their own frames. */
  readonly ownMac: string;
  readonly peerMac: string;
  /** As in `10.96.0.0/13`. */
  readonly prefix: string;
  readonly port: number;
};

/** A tool that asks very many endpoints, ours or another, with its settings. */
export interface Sweeper {
  readonly name: string;
  /** The command that must be installed, and how it tells its version. */
  readonly installed?: readonly [name: string, ...versionArguments: string[]];
  /** How long the prefix is that it sweeps: the slow get a longer one, which is a smaller share. */
  readonly prefixLength: number;
  /** What it tells of round trips. */
  readonly rtt: string;
  commandLine(task: SweepTask): readonly [string, ...string[]];
  /** How many different addresses it tells as answering. */
  answersIn(output: string): number;
  /** What it took, when the command is not the tool itself but what drives it. */
  expenseIn?(output: string): Expense;
}

/** How many different addresses the pattern's first group finds. */
export function differentAddresses(output: string, pattern: RegExp): number {
  const found = new Set<string>();
  for (const [, address] of output.matchAll(pattern)) found.add(address!);
  return found.size;
}
