/**
 * How many answers a second each tool verifies, how many it misses and what that costs: two
 * namespaces joined by a veth pair, half a million live addresses behind the other end. Needs root.
 */
import { existsSync } from "node:fs";
import { createLab, type Lab, startListener, whyNoLab } from "../test/lab/index.ts";
import { machineFacts, versionOf } from "./machine.ts";
import { accountant, metered } from "./metered.ts";
import { command } from "./peers/halfopen.ts";
import { SweepRecord } from "./sweep-record.ts";
import { halfopenListed, halfopenSummed } from "./sweepers/halfopen.ts";
import { blackbox, fping, masscan, nmap } from "./sweepers/others.ts";
import type { Sweeper, SweepTask } from "./sweepers/sweeper.ts";
import { zmap } from "./sweepers/zmap.ts";
import { markdownTable } from "./table.ts";
import { judge } from "./target.ts";
import { negligible, throughputTargets, userTarget } from "./throughput-targets.ts";

const port = 4433;
/** 524,288 addresses; the slow tools get the first part of them. */
const network = "10.96.0.0/13";
const rounds = 3;
const atMostSeconds = 30;
/** From as fast as it goes downwards. */
const zmapRates = [0, 140_000, 120_000, 100_000, 80_000, 60_000, 40_000];

type Settings = Omit<SweepTask, "prefix">;

async function measure(record: SweepRecord, settings: Settings): Promise<void> {
  const { sweeper } = record;
  const prefix = network.replace(/\d+$/, String(sweeper.prefixLength));
  const words = sweeper.commandLine({ ...settings, prefix });
  const { output, seconds, ...expense } = await metered(settings.from, words, atMostSeconds);
  const { user, system, memory } = sweeper.expenseIn?.(output) ?? expense;
  const answers = sweeper.answersIn(output);
  const asked = 2 ** (32 - sweeper.prefixLength);
  record.sweeps.push({ asked, answers, seconds, user, system, memory });
  console.error(`${sweeper.name}: ${answers} of ${asked} in ${seconds.toFixed(2)} s`);
}

/** All of zmap's settings down to the fastest one that misses next to nothing. */
async function zmapSettings(threads: 1 | 2, settings: Settings): Promise<SweepRecord[]> {
  const tried: SweepRecord[] = [];
  for (const rate of zmapRates) {
    const record = new SweepRecord(zmap(threads, rate));
    tried.push(record);
    await measure(record, settings);
    if (record.usuallyMissed < negligible) break;
  }
  return tried;
}

const columns = [
  "tool",
  "asked",
  "answers/s",
  "missed, %",
  "CPU s for 100,000",
  "of it user, %",
  "peak MiB",
  "round trip",
];

function rowOf(record: SweepRecord): string[] {
  const { sweeper, sweeps, rate, missed, cost, userShare, memory } = record;
  return [
    sweeper.name,
    `${sweeps.length} × ${sweeps[0]!.asked}`,
    rate.toFixed(0),
    (missed * 100).toFixed(missed > 0 && missed < 0.0001 ? 5 : 2),
    cost.toFixed(2),
    (userShare * 100).toFixed(0),
    (memory / 2 ** 20).toFixed(0),
    sweeper.rtt,
  ];
}

const isInstalled = ({ installed }: Sweeper): boolean =>
  installed !== undefined && versionOf(installed) !== undefined;

const fastest = (records: readonly SweepRecord[]): SweepRecord | undefined =>
  records.toSorted((one, other) => other.rate - one.rate)[0];

const macOf = (lab: Lab, end: "prober" | "target"): string =>
  lab[end].run("cat", [`/sys/class/net/${lab[end].device}/address`]).trim();

/** Measures everything, prints Markdown; resolves with whether our targets were met. */
export async function throughput(): Promise<boolean> {
  const lacking = whyNoLab();
  if (lacking !== undefined) throw new Error(lacking);
  if (!existsSync(command)) throw new Error("the command is not built: npm run build");
  if (!existsSync(accountant)) throw new Error("GNU time is not installed: apt-get install time");
  const peers = [zmap(1, 0), masscan, nmap, fping, blackbox];
  console.log(machineFacts(peers.flatMap(({ installed }) => (installed ? [installed] : []))));
  for (const { name } of peers.filter((peer) => !isInstalled(peer))) {
    console.log(`- left out: ${name} is not installed`);
  }

  using lab = createLab();
  lab.anyIp(network);
  await startListener(lab.target, { port });
  const settings = {
    from: lab.prober,
    ownMac: macOf(lab, "prober"),
    peerMac: macOf(lab, "target"),
    port,
  };

  const searches = isInstalled(peers[0]!)
    ? [await zmapSettings(1, settings), await zmapSettings(2, settings)]
    : [];
  const settled = searches.map((tried) => tried.at(-1)!);
  const summed = [new SweepRecord(halfopenSummed(1)), new SweepRecord(halfopenSummed(2))] as const;
  const listed = [new SweepRecord(halfopenListed(1)), new SweepRecord(halfopenListed(2))] as const;
  // In turn, so that all meet the same moods of the machine.
  for (let round = 0; round < rounds; round++) {
    for (const record of [...summed, ...settled, ...listed]) await measure(record, settings);
  }
  const others = peers
    .slice(1)
    .filter(isInstalled)
    .map((peer) => new SweepRecord(peer));
  for (const record of others) await measure(record, settings);

  console.log(
    `\n${markdownTable(columns, [...summed, ...listed, ...searches.flat(), ...others].map(rowOf))}`,
  );
  // Rounds may show that even these miss too much: then the ratio flatters zmap.
  const reliable = settled.filter(({ usuallyMissed }) => usuallyMissed < negligible);
  const best = fastest(reliable.length > 0 ? reliable : settled);
  return judge([
    ...throughputTargets(summed, best),
    ...throughputTargets(listed, best),
    ...summed.map(userTarget),
  ]);
}
