/**
 * What a monitor costs that watches a fleet, beside Prometheus with blackbox_exporter watching the
 * same one, in two namespaces joined by a veth pair. Needs root.
 */
import { existsSync } from "node:fs";
import { createLab, startListener, whyNoLab } from "../../test/lab/index.ts";
import { machineFacts, versionOf } from "../machine.ts";
import { command } from "../peers/halfopen.ts";
import { markdownTable } from "../table.ts";
import { judge, type Target } from "../target.ts";
import { blackboxPair, commands, type Pair } from "./blackbox-pair.ts";
import { type Month, month } from "./month.ts";
import { type Load, network, port, type Watching, watching } from "./watching.ts";

const mebibyte = 2 ** 20;
const loads = {
  slow: { endpoints: 1000, interval: "1s", settle: 20, look: 60, ask: 20, until: 270 },
  wide: { endpoints: 10_000, interval: "10s", settle: 30, look: 30, ask: 20 },
  fast: { endpoints: 10_000, interval: "1s", settle: 30, look: 60, ask: 20 },
} as const satisfies Record<string, Load>;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const mebibytes = (octets: number): string => `${(octets / mebibyte).toFixed(0)} MiB`;
const milliseconds = (ms: number): string => `${ms.toFixed(0)} ms`;
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

const rowOf = (load: Load, seen: Watching): string[] => [
  `halfopen, ${load.endpoints} at ${load.interval}`,
  percent(seen.share),
  mebibytes(seen.memory),
  `≤ ${milliseconds(seen.lateness)}`,
  milliseconds(median(seen.metrics)),
  milliseconds(median(seen.targets)),
  milliseconds(median(seen.series)),
  (seen.octets / seen.samples).toFixed(1),
];

const pairRow = (pair: Pair): string[] => [
  `blackbox_exporter + Prometheus, ${loads.slow.endpoints} at 1s`,
  `${percent(pair.exporter)} + ${percent(pair.prometheus)}`,
  mebibytes(pair.memory),
  ...Array.from({ length: 5 }, () => "-"),
];

function targetsOf(
  slow: Watching,
  wide: Watching,
  fast: Watching,
  told: Month,
  pair: Pair | undefined,
): Target[] {
  const { endpoints, interval } = loads.slow;
  const few = `${endpoints} endpoints at ${interval}`;
  const many = `${loads.fast.endpoints} endpoints at ${loads.fast.interval}`;
  const worst = Math.max(...[slow, wide, fast].map(({ lateness }) => lateness));
  const both = pair === undefined ? Number.NaN : pair.exporter + pair.prometheus;
  return [
    ...aThousandASecond(few, slow),
    ...aThousandASecond(`${loads.wide.endpoints} endpoints at ${loads.wide.interval}`, wide),
    {
      promise: `${few}: at most a third of the processor of blackbox_exporter with Prometheus`,
      measured: `${percent(slow.share)} beside ${percent(both)}, ${(slow.share / both).toFixed(2)} times`,
      met: slow.share <= both / 3,
    },
    {
      promise: `${few}: at most 12 octets a sample on disk`,
      measured: `${(slow.octets / slow.samples).toFixed(1)}, of ${slow.samples} samples`,
      met: slow.octets / slow.samples <= 12,
    },
    {
      promise: `${many}: at most one core, none skipped`,
      measured: `${percent(fast.share)}, ${fast.skipped} skipped, ${fast.timeouts} unanswered`,
      met: fast.share <= 1 && fast.skipped === 0,
    },
    {
      promise: `series of 30 days in 1,000 bins: at most 100 ms`,
      measured: `${milliseconds(median(told.series))} at the median of ${told.series.length}, over ${told.samples} samples`,
      met: median(told.series) <= 100,
    },
    {
      promise: `list of ${loads.wide.endpoints} targets: at most 150 ms`,
      measured: `${milliseconds(median(wide.targets))} at ${loads.wide.interval}, ${milliseconds(median(fast.targets))} at ${loads.fast.interval}`,
      met: median(wide.targets) <= 150,
    },
    {
      promise:
        "while metrics, targets and series are asked for: SYNs leave at most 10 ms late at p99",
      measured: `at most ${milliseconds(worst)} at the worst of the three`,
      met: worst <= 10,
    },
  ];
}

/** What both ways to a thousand probes a second may cost. */
const aThousandASecond = (whose: string, { share, memory }: Watching): Target[] => [
  {
    promise: `${whose}: at most 15 % of a core`,
    measured: percent(share),
    met: share <= 0.15,
  },
  {
    promise: `${whose}: at most 200 MiB`,
    measured: mebibytes(memory),
    met: memory <= 200 * mebibyte,
  },
];

/** Measures everything, prints Markdown; resolves with whether our targets were met. */
export async function monitor(): Promise<boolean> {
  const lacking = whyNoLab();
  if (lacking !== undefined) throw new Error(lacking);
  if (!existsSync(command)) throw new Error("the command is not built: npm run build");
  console.log(machineFacts(commands));
  using lab = createLab();
  lab.anyIp(network);
  await startListener(lab.target, { port });
  const isComparable = commands.every((words) => versionOf(words) !== undefined);
  const { endpoints } = loads.slow;
  const pair = isComparable
    ? await blackboxPair(lab, { endpoints, settle: 20, look: 60 })
    : undefined;
  const slow = await watching(lab, loads.slow);
  const wide = await watching(lab, loads.wide);
  const fast = await watching(lab, loads.fast);
  const told = await month(lab, 10);
  const head = [
    "who watches what",
    "of a core",
    "peak memory",
    "lateness p99",
    "/metrics",
    "target list",
    "series",
    "octets a sample",
  ];
  const rows = [
    ...(pair === undefined ? [] : [pairRow(pair)]),
    rowOf(loads.slow, slow),
    rowOf(loads.wide, wide),
    rowOf(loads.fast, fast),
  ];
  console.log(`\n${markdownTable(head, rows)}`);
  if (pair !== undefined)
    console.log(`\nThe pair succeeded in ${pair.rate.toFixed(0)} probes a second.`);
  return judge(targetsOf(slow, wide, fast, told, pair));
}
