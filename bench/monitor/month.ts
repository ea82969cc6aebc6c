import { openHistory, openStore } from "../../src/store/index.ts";
import { nanoseconds } from "../../src/units.ts";
import type { Lab } from "../../test/lab/index.ts";
import { type Daemon, Home, startDaemon } from "../../test/monitor/daemon.ts";
import { drained } from "../../test/support/drained.ts";
import { rolledUp } from "../../test/support/rolled-up.ts";
import { addressOf, port, timed } from "./watching.ts";

const day = 86_400;
const days = 30;
const bins = 1000;
const worker = new URL("../../dist/store/worker.js", import.meta.url);
const retention = { samples: 3 * day * 1000, minutes: 90 * day * 1000, hours: 1825 * day * 1000 };

export type Month = {
  readonly samples: number;
  /** Milliseconds for each answer. */
  readonly series: readonly number[];
};

/** The time that a daemon takes to tell a month of one probe a second in a thousand bins. */
export function month(lab: Lab, questions: number): Promise<Month> {
  return besideMonth(lab, async (daemon, { from, to }) => {
    const path = `/api/v1/targets/month/series?from=${from}&to=${to}&bins=${bins}`;
    const body = (await daemon.ask(path)).json() as { bins: { sent: number }[] };
    const samples = body.bins.reduce((sum, { sent }) => sum + sent, 0);
    const series: number[] = [];
    while (series.length < questions) series.push(await timed(daemon, path));
    return { samples, series };
  });
}

/**
 * Resolves with what is seen beside a daemon whose target `month` has been probed once a second for a
 * month, as the store itself has written it; the span in milliseconds since the epoch.
 */
export async function besideMonth<Seen>(
  lab: Lab,
  look: (daemon: Daemon, span: { readonly from: number; readonly to: number }) => Promise<Seen>,
): Promise<Seen> {
  using home = new Home();
  const to = Math.floor(Date.now() / 1000);
  const from = to - days * day;
  await fill(home.data, from, to);
  home.configure({
    vantage: "bench",
    defaults: { interval: "1s", timeout: "1s" },
    targets: [{ host: addressOf(0), port, name: "month" }],
  });
  const words = ["--log-level", "error"];
  await using daemon = await startDaemon(home, { within: lab.prober, words });
  return await look(daemon, { from: from * 1000, to: to * 1000 });
}

async function fill(directory: string, from: number, to: number): Promise<void> {
  await using store = await openStore({ directory, vantage: "bench", retention, worker });
  const series = store.seriesOf({
    target: "month",
    endpoint: { address: addressOf(0), family: 4, port },
  });
  for (let second = from; second < to; second++) {
    if (second % 997 === 0) store.append(series, { seconds: second, nanoseconds: 0 }, "timeout");
    else store.append(series, { seconds: second, nanoseconds: 0 }, "open", delayAt(second));
    if (second % 100_000 === 0) await drained(store, 0);
  }
  await drained(store, 0);
  // Who has run for a month has few minutes that are not rolled up.
  using written = openHistory(directory);
  await rolledUp(written, series, (to - 120) * 1000);
}

/** 20 ms with a daily rhythm and a long tail, always the same. */
function delayAt(second: number) {
  const rhythm = 1 + 0.2 * Math.sin((second / day) * 2 * Math.PI);
  const uniform = ((second * 2_654_435_761) % 2 ** 32) / 2 ** 32;
  const tail = 1 - 0.3 * Math.log(1 - uniform * 0.999);
  return nanoseconds(Math.round(20e6 * rhythm * tail));
}
