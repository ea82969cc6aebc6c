/**
 * What the dashboard costs whoever looks at it: a real browser beside a real daemon, in two
 * namespaces joined by a veth pair. Needs root and Debian's chromium.
 *
 *     npm run bench -- dashboard [MINUTES of watching the memory] [INTERVAL of the probes]
 *
 * 60 minutes and 1s when absent; half an hour of probes 500ms apart brings as many updates.
 */
import { setTimeout } from "node:timers/promises";
import { createLab, type Lab, startListener, whyNoLab } from "../../test/lab/index.ts";
import { Home, startDaemon } from "../../test/monitor/daemon.ts";
import { startBrowser } from "../../test/web/browser.ts";
import { machineFacts } from "../machine.ts";
import { besideMonth } from "../monitor/month.ts";
import { addressOf, network, port } from "../monitor/watching.ts";
import { markdownTable } from "../table.ts";
import { judge } from "../target.ts";
import { costOf } from "./page-cost.ts";
import { drawnAfter, firstViewOf } from "./page-times.ts";

const [endpoints, looks] = [1000, 5];
const settle = 20;
const mebibyte = 2 ** 20;
/** So much more memory at the end than after the first minute is not flat. */
const tolerated = 2 * mebibyte;

const ms = (milliseconds: number): string => `${milliseconds.toFixed(0)} ms`;
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;

type Fleet = {
  /** Milliseconds until the first view can be used, of each look. */
  readonly firstView: readonly number[];
  /** Milliseconds of the main thread for each thousand rows that change. */
  readonly update: number;
  /** Octets of the heap after every minute. */
  readonly heap: readonly number[];
};

/** Measures everything, prints Markdown; resolves with whether our targets were met. */
export async function dashboard(): Promise<boolean> {
  const lacking = whyNoLab();
  if (lacking !== undefined) throw new Error(lacking);
  const [minutes, interval] = [Number(process.argv[3] ?? 60), process.argv[4] ?? "1s"];
  console.log(machineFacts([["chromium", "--version"]]));
  using lab = createLab();
  lab.anyIp(network);
  await startListener(lab.target, { port });
  const drawn = await besideMonth(lab, async (_, { from, to }) => {
    await using browser = await startBrowser(lab.prober);
    const times: number[] = [];
    while (times.length < looks) {
      const page = await browser.open(`/targets/month?from=${from}&to=${to}`);
      times.push(await drawnAfter(page));
      await page.context().close();
    }
    return times;
  });
  const { firstView, update, heap } = await fleet(lab, minutes, interval);
  const growth = heap.at(-1)! - heap[0]!;
  const rows = [
    [`overview of ${endpoints} targets: usable after`, ms(median(firstView))],
    [`${endpoints} rows change: main thread`, `${update.toFixed(1)} ms`],
    ["30 days: drawn so long after the data came", ms(median(drawn))],
    [`memory after ${minutes} min`, `${(heap.at(-1)! / mebibyte).toFixed(1)} MiB`],
  ];
  console.log(`\n${markdownTable(["what a browser sees", "measured"], rows)}`);
  return judge([
    {
      promise: `the first view of ${endpoints} targets can be used within 1 s`,
      measured: `${ms(median(firstView))} at the median of ${firstView.length}, ${ms(Math.max(...firstView))} at most`,
      met: median(firstView) <= 1000,
    },
    {
      promise: `a live update of ${endpoints} rows takes the main thread at most 16 ms`,
      measured: `${update.toFixed(1)} ms`,
      met: update <= 16,
    },
    {
      promise: "30 days are drawn at most 200 ms after the data came",
      measured: `${ms(median(drawn))} at the median of ${drawn.length}, ${ms(Math.max(...drawn))} at most`,
      met: median(drawn) <= 200,
    },
    {
      promise: `memory is flat over ${minutes} min of ${endpoints} updates each ${interval}`,
      measured: `${(growth / mebibyte).toFixed(2)} MiB more than after the first minute`,
      met: growth <= tolerated,
    },
  ]);
}

async function fleet(lab: Lab, minutes: number, interval: string): Promise<Fleet> {
  using home = new Home();
  home.configure({
    limits: { rate: 100_000 },
    defaults: { interval, timeout: "500ms" },
    targets: Array.from({ length: endpoints }, (_, number) => ({
      host: addressOf(number),
      port,
      name: `t${number}`,
      labels: { team: `team-${number % 10}` },
    })),
  });
  const words = ["--log-level", "error"];
  const longest = (minutes + 10) * 60_000;
  await using daemon = await startDaemon(home, { within: lab.prober, words, longest });
  await using browser = await startBrowser(lab.prober);
  await setTimeout(settle * 1000);
  const firstView: number[] = [];
  while (firstView.length < looks) {
    // Nothing of the dashboard is in the profile's cache yet.
    const page = await browser.open("/-/healthy");
    firstView.push(await firstViewOf(page));
    await page.context().close();
  }
  const page = await browser.open("/");
  const cost = await costOf(page);
  await setTimeout(settle * 1000);
  const [before, began] = [await cost.mainThread(), performance.now()];
  await setTimeout(60_000);
  const mainThread = (await cost.mainThread()) - before;
  const seconds = (performance.now() - began) / 1000;
  const heap = [await cost.heap()];
  for (let minute = 1; minute < minutes; minute++) {
    await setTimeout(60_000);
    heap.push(await cost.heap());
    // Without it the page would have had nothing to keep.
    await daemon.ask("/-/healthy");
  }
  // Every target is probed once an interval, and what a second changes is drawn within it.
  return { firstView, update: mainThread / seconds, heap };
}
