import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Lab } from "../../test/lab/index.ts";
import { type Daemon, Home, startDaemon } from "../../test/monitor/daemon.ts";
import { peakMemoryOf, sharesOver } from "./expense.ts";

export const port = 443;
export const network = "10.100.0.0/16";

/** The endpoint with this number. */
export const addressOf = (number: number): string => `10.100.${number >> 8}.${number & 255}`;

const day = 86_400_000;

export type Load = {
  readonly endpoints: number;
  readonly interval: string;
  /** Seconds to come to rest, to be looked at, and to be asked questions. */
  readonly settle: number;
  readonly look: number;
  readonly ask: number;
  /** Goes on until so many seconds have passed since the start, so that the disk shows its habits. */
  readonly until?: number;
};

export type Watching = {
  /** Share of one core while nobody asks anything. */
  readonly share: number;
  /** Octets, with questions asked. */
  readonly memory: number;
  /** Milliseconds for each answer. */
  readonly metrics: readonly number[];
  readonly targets: readonly number[];
  /** Of one target, 30 days in 1,000 bins. */
  readonly series: readonly number[];
  /** Milliseconds: the bound under which 99 % of the SYNs left that were due while questions were asked. */
  readonly lateness: number;
  readonly skipped: number;
  readonly timeouts: number;
  /** Of the file when the daemon has ended, and the samples in it. */
  readonly octets: number;
  readonly samples: number;
};

/** Has a daemon watch so many live endpoints, and asks it for its metrics and targets meanwhile. */
export async function watching(lab: Lab, load: Load): Promise<Watching> {
  using home = new Home();
  home.configure({
    limits: { rate: 100_000 },
    defaults: { interval: load.interval, timeout: "1s" },
    targets: Array.from({ length: load.endpoints }, (_, number) => ({
      host: addressOf(number),
      port,
      name: `t${number}`,
    })),
  });
  const daemon = await startDaemon(home, { within: lab.prober, words: ["--log-level", "error"] });
  await using _ = daemon;
  const [pid, began] = [daemon.running.child.pid!, performance.now()];
  await setTimeout(load.settle * 1000);
  const [share = Number.NaN] = await sharesOver(load.look, [pid]);
  const before = await countersOf(daemon);
  const answers = await questions(daemon, load.ask);
  const after = await countersOf(daemon);
  await setTimeout(Math.max(0, (load.until ?? 0) * 1000 - (performance.now() - began)));
  const { samples, timeouts } = await countersOf(daemon);
  const memory = peakMemoryOf(pid);
  const { code, stderr } = await daemon.end();
  if (code !== 0) throw new Error(`the daemon ended with ${code}: ${stderr}`);
  return {
    share,
    memory,
    ...answers,
    lateness: p99Of(before.lateness, after.lateness),
    skipped: after.skipped,
    timeouts,
    octets: statSync(join(home.data, "history.db")).size,
    samples,
  };
}

/** One question after the other, a second apart: as many people with dashboards would. */
async function questions(
  daemon: Daemon,
  seconds: number,
): Promise<Pick<Watching, "metrics" | "targets" | "series">> {
  const times = { metrics: [] as number[], targets: [] as number[], series: [] as number[] };
  const paths = {
    metrics: () => "/metrics",
    targets: () => "/api/v1/targets",
    series: () => {
      const now = Date.now();
      return `/api/v1/targets/t0/series?from=${now - 30 * day}&to=${now}&bins=1000`;
    },
  };
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    for (const what of ["metrics", "targets", "series"] as const) {
      times[what].push(await timed(daemon, paths[what]()));
      await setTimeout(1000);
    }
  }
  return times;
}

/** Milliseconds until the last octet of an answer has come. */
export async function timed(daemon: Daemon, path: string): Promise<number> {
  const began = performance.now();
  const { status, text } = await daemon.ask(path);
  const took = performance.now() - began;
  if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
  return took;
}

type Buckets = readonly (readonly [bound: number, count: number])[];

/** Milliseconds: the first bound that 99 % of what came between the two readings is below. */
function p99Of(before: Buckets, after: Buckets): number {
  const between = after.map(([bound, count], n) => [bound, count - before[n]![1]] as const);
  const [, all] = between.at(-1)!;
  return between.find(([, count]) => count >= 0.99 * all)![0] * 1000;
}

async function countersOf(daemon: Daemon) {
  const { text } = await daemon.ask("/metrics");
  const sum = (pattern: RegExp): number =>
    Array.from(text.matchAll(pattern), ([, value]) => Number(value)).reduce((a, b) => a + b, 0);
  return {
    timeouts: sum(/^halfopen_probes_total\{.*outcome="timeout"\} (\S+)$/gm),
    lateness: Array.from(
      text.matchAll(/^halfopen_send_lateness_seconds_bucket\{le="(.+)"\} (\S+)$/gm),
      ([, bound, count]) => [Number(bound!.replace("+Inf", "Infinity")), Number(count)] as const,
    ),
    skipped: sum(/^halfopen_probes_skipped_total (\S+)$/gm),
    samples: sum(/^halfopen_store_samples_total (\S+)$/gm),
  };
}
