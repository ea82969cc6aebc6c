import type { Incident } from "../../src/incident.ts";
import { timeOrderedIds } from "../../src/monitor/index.ts";
import {
  type EventRecord,
  openHistory,
  openStore,
  type SeriesId,
  type Store,
} from "../../src/store/index.ts";
import { nanoseconds, type Instant } from "../../src/units.ts";
import { Random } from "../../test/lab/peer/index.ts";
import { drained } from "../../test/support/drained.ts";
import { rolledUp } from "../../test/support/rolled-up.ts";
import type { Character } from "./characters.ts";

const second = 1000;
const hour = 3600 * second;
const day = 86_400 * second;
/** From one probe to the next: in the days whose samples are kept, and before. */
const spacing = { lately: 10 * second, before: 30 * second } as const;
const samplesKept = 3 * day;
const retention = { samples: samplesKept, minutes: 90 * day, hours: 1825 * day };
const spikeFactor = 9;
/** Samples that may wait for the disk before more are made, and time that may wait to be summed up, in memory too. */
const mostWaiting = 200_000;
const longestWaiting = 2 * day;

export type HistoryOptions = {
  readonly directory: string;
  readonly vantage: string;
  readonly days: number;
  readonly seed: number;
};

const worker = new URL("../../dist/store/worker.js", import.meta.url);

/**
 * Fills a history through the store's own code, up to now. Resolves with how many samples it has, once their minutes
 * and hours are summed up but for the last two hours: a monitor sums up what is left at its start.
 */
export async function fillHistory(
  cast: readonly Character[],
  { directory, vantage, days, seed }: HistoryOptions,
): Promise<number> {
  await using store = await openStore({ directory, vantage, retention, worker });
  using written = openHistory(directory);
  const now = Date.now();
  const start = now - days * day;
  const servers = cast
    .flatMap((one) => one.addresses.map((address) => ({ ...one, address })))
    .map((one, number) => ({
      ...one,
      series: store.seriesOf({ target: one.name, endpoint: endpointOf(one, one.address) }),
      random: Random.forItem(seed, number),
    }));
  let samples = 0;
  const { series } = servers[0]!;
  let at = start;
  while (at < now) {
    const step = now - at > samplesKept ? spacing.before : spacing.lately;
    for (const [number, server] of servers.entries()) {
      const sent = at + (number / servers.length) * step;
      if (sent >= now) continue;
      append(store, server, sent, now);
      samples++;
    }
    if (store.status().queued > mostWaiting) {
      await drained(store, mostWaiting / 2);
      await rolledUp(written, series, Math.max(start, at - longestWaiting));
    }
    at += step;
  }
  const telling = { now, since: start, vantage };
  // At once, because each waits for the store's next turn.
  await Promise.all(cast.map((one) => store.save(outagesOf(one, telling))));
  await drained(store, 0);
  if (start < now - hour) await rolledUp(written, series, now - hour);
  return samples;
}

const newId = (time: number): string => timeOrderedIds(() => time)();

const endpointOf = ({ port }: Character, address: string) =>
  ({ address, port, family: address.includes(":") ? 6 : 4 }) as const;

function append(
  store: Store,
  { past, series, random }: Character & { series: SeriesId; random: Random },
  at: number,
  now: number,
): void {
  const out = past.outages.some(({ ago, length }) => at >= now - ago && at < now - ago + length);
  const lost = out || random.happens(past.loss(at) * 100);
  if (lost) return store.append(series, instantOf(at), "timeout");
  // The sum of three draws is near enough to a bell, and skewed to the right as delays are.
  const bell = (random.below(1) + random.below(1) + random.below(1)) / 1.5 - 1;
  const spike = random.happens(past.spikes * 100) ? 1 + random.below(spikeFactor) : 1;
  const delay = past.delay(at) * Math.exp(past.spread * bell) * spike;
  store.append(series, instantOf(at), "open", nanoseconds(Math.round(delay * 1e6)));
}

const instantOf = (at: number): Instant => ({
  seconds: Math.floor(at / 1000),
  nanoseconds: Math.floor((at % 1000) * 1e6),
});

type Telling = {
  readonly now: number;
  readonly since: number;
  readonly vantage: string;
};

/** The incidents that the outages were, and the changes of state; those that still go on are the monitor's to find. */
function outagesOf(one: Character, { now, since, vantage }: Telling) {
  const incidents: Incident[] = [];
  const events: EventRecord[] = [];
  for (const { ago, length } of one.past.outages) {
    const [openedAt, closedAt] = [now - ago, now - ago + length];
    if (openedAt < since || closedAt >= now) continue;
    const evidence = [0, 1, 2].map((probe) => ({
      at: openedAt + probe * spacing.lately,
      outcome: "timeout" as const,
    }));
    incidents.push({
      id: newId(openedAt),
      vantage,
      target: one.name,
      endpoint: endpointOf(one, one.addresses[0]),
      rule: "down",
      openedAt,
      closedAt,
      closedBy: "recovery",
      summary: "the last 3 probes were unanswered",
      evidence,
    });
    events.push(changed(one, openedAt, "up", "down"), changed(one, closedAt, "down", "up"));
  }
  for (const { ago, length } of one.past.maintenance) {
    const [began, ended] = [now - ago, now - ago + length];
    if (began < since) continue;
    events.push(changed(one, began, "up", "maintenance"), changed(one, ended, "maintenance", "up"));
  }
  return { incidents, events };
}

const changed = ({ name }: Character, at: number, from: string, to: string): EventRecord => ({
  at,
  kind: "state",
  target: name,
  text: `${name} is ${to}, was ${from}`,
  data: { from, to },
});
