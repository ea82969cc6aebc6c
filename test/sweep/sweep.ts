import type { z } from "zod";
import type { Namespace } from "../lab/index.ts";
import { sweepLineSchema } from "../schema/json.ts";

type Line = z.infer<typeof sweepLineSchema>;
export type SweepProbe = Extract<Line, { event: "probe" }>;
export type SweepSummary = Extract<Line, { event: "summary" }>;

/** What `sweep --json` printed, every line held against the schema; the summary comes last. */
export function readSweep(stdout: string): { probes: SweepProbe[]; summary: SweepSummary } {
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => sweepLineSchema.parse(JSON.parse(line)));
  const summary = lines.pop();
  if (summary?.event !== "summary") throw new Error("no summary at the end");
  return { probes: lines.filter((line) => line.event === "probe"), summary };
}

/** The targets of these probes by outcome, each list in order: duplicates show. */
export function byOutcome(probes: readonly SweepProbe[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { target, outcome } of probes) (found[outcome] ??= []).push(target);
  return Object.fromEntries(
    Object.entries(found).map(([outcome, targets]) => [outcome, targets.toSorted(asText)]),
  );
}

/** Last octets (or groups) below this are dead, 30 % of every 256. */
const dead = 77;

const table = `
table inet sweeptest {
  counter syns { }
  chain before {
    type filter hook prerouting priority -300; policy accept;
    tcp flags & (syn | ack) == syn counter name syns
    ip daddr & 0.0.0.255 < 0.0.0.${dead} tcp dport 80 drop
    ip6 daddr & ::ff < ::${dead.toString(16)} tcp dport 80 drop
  }
}`;

/** Counts SYNs that reach the target, and kills 30 % of its addresses: they answer nothing on port 80. */
export function killThirtyPercent(target: Namespace): void {
  target.run("nft", ["-f", "-"], { input: table });
}

/** How many SYNs have reached the target. */
export function synsSeen(target: Namespace): number {
  const shown = target.run("nft", ["list", "counter", "inet", "sweeptest", "syns"]);
  return Number(/packets (\d+)/.exec(shown)?.[1]);
}

/** The `host:80` of so many /24 (or /120) from `10.100.0.0` (`fd00:100::`) on, as alive or dead. */
export function population(networks: number): { open: string[]; timeout: string[] } {
  const open: string[] = [];
  const timeout: string[] = [];
  for (let network = 0; network < networks; network++) {
    for (let host = 0; host < 256; host++) {
      const low = (network << 8) | host;
      const six = low === 0 ? "fd00:100::" : `fd00:100::${low.toString(16)}`;
      (host < dead ? timeout : open).push(`10.100.${network}.${host}:80`, `[${six}]:80`);
    }
  }
  return { open: open.toSorted(asText), timeout: timeout.toSorted(asText) };
}

const asText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
