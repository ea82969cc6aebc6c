/**
 * How far each tool's delays are from the wire's: two namespaces joined by a veth pair, a listener,
 * and tcpdump beside the tool with stamps of a nanosecond. Needs root.
 */
import { existsSync } from "node:fs";
import { createLab, type Lab, startCapture, startListener, whyNoLab } from "../test/lab/index.ts";
import { accuracyTargets } from "./accuracy-targets.ts";
import { whileBusy } from "./busy.ts";
import { machineFacts, versionOf } from "./machine.ts";
import { compare, type Accuracy, type Condition } from "./off-by.ts";
import { blackbox } from "./peers/blackbox.ts";
import { fping } from "./peers/fping.ts";
import {
  blockedConnect,
  blockedSyn,
  command,
  halfopenClosed,
  halfopenConnect,
  halfopenSyn,
} from "./peers/halfopen.ts";
import { hping3 } from "./peers/hping3.ts";
import { blockedNodeConnect, openConnect } from "./peers/node-connect.ts";
import { nping } from "./peers/nping.ts";
import type { Peer, Task } from "./peers/peer.ts";
import { startUp } from "./start-up.ts";
import { markdownTable, microseconds } from "./table.ts";
import { judge } from "./target.ts";
import { exchangesOf } from "./wire.ts";

const count = 500;
const intervalMs = 5;
const port = 4433;

const peers = [
  halfopenSyn,
  halfopenClosed,
  halfopenConnect,
  openConnect,
  blackbox,
  nping,
  hping3,
  fping,
];
/** Programs that hold up their own event loop, for the busy condition. */
const blocked = [blockedSyn, blockedConnect, blockedNodeConnect];

const isInstalled = ({ command: other }: Peer): boolean =>
  other === undefined || versionOf(other) !== undefined;

async function measure(peer: Peer, task: Task, condition: Condition): Promise<Accuracy> {
  // No filter: there is nobody else on this wire.
  const capture = await startCapture(task.from);
  const reports = await peer.measure(task);
  const exchanges = exchangesOf(await capture.stop());
  return compare({ peer, condition, family: task.family, exchanges, reports });
}

const columns = ["tool", "matched", "wire p50", "told p50", "off by p50", "off by p99"];

function print(results: readonly Accuracy[]): void {
  const rows = results.map(({ peer, matched, wire, told, off }) => [
    peer,
    `${matched} of ${count}`,
    ...[wire, told, off.p50, off.p99].map(microseconds),
  ]);
  console.log(markdownTable(columns, rows));
}

/** Each tool after the other, over both families; tells what each came to. */
async function measureAll(
  lab: Lab,
  chosen: readonly Peer[],
  condition: Condition,
): Promise<Accuracy[]> {
  const results: Accuracy[] = [];
  for (const family of [4, 6] as const) {
    const address = family === 4 ? lab.target.address4 : lab.target.address6;
    const task = { from: lab.prober, address, family, port, count, intervalMs };
    const measured: Accuracy[] = [];
    for (const peer of chosen.filter(({ families }) => families.includes(family))) {
      const work = () => measure(peer, task, condition);
      measured.push(await (condition === "busy" ? whileBusy(work) : work()));
    }
    console.log(`\n### ${condition}, IPv${family}; microseconds\n`);
    print(measured);
    results.push(...measured);
  }
  return results;
}

/** Measures everything, prints Markdown; resolves with whether our targets were met. */
export async function accuracy(): Promise<boolean> {
  const lacking = whyNoLab();
  if (lacking !== undefined) throw new Error(lacking);
  if (!existsSync(command)) throw new Error("the command is not built: npm run build");
  const others = peers.flatMap((peer) => (peer.command === undefined ? [] : [peer.command]));
  console.log(machineFacts([["tcpdump", "--version"], ...others]));
  const installed = peers.filter(isInstalled);
  for (const { name } of peers.filter((peer) => !installed.includes(peer)))
    console.log(`- left out: ${name} is not installed`);

  const startUpTargets = await startUp();
  using lab = createLab();
  await startListener(lab.target, { port });
  const results = [
    ...(await measureAll(lab, installed, "idle")),
    ...(await measureAll(lab, [...installed, ...blocked], "busy")),
  ];
  return judge([...accuracyTargets(results, count), ...startUpTargets]);
}
