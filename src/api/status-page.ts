import type { MonitorConfig } from "../config/index.ts";
import type { Incident } from "../incident.ts";
import type { MonitorView, TargetView } from "../monitor/index.ts";
import type { Store } from "../store/index.ts";
import type { StatusDay, StatusPageBody, StatusTargetDays } from "./contract.ts";

const dayLength = 86_400_000;
const days = 90;
/** More incidents than this in 90 days are not looked at: the oldest are left out. */
const mostIncidents = 1000;

/** What people who are not on call may see: names and states, no addresses. */
export function statusPage(
  monitor: MonitorView,
  { statusPage: { title, groupBy } }: MonitorConfig,
  now: number,
): StatusPageBody {
  const groups = new Map<string, StatusPageBody["groups"][number]["targets"]>();
  for (const target of monitor.targets()) {
    const group = groupBy === undefined ? "" : (target.labels[groupBy] ?? "");
    const { id, state, since } = target;
    const told = { id, name: target.config.name, state, since };
    const others = groups.get(group);
    if (others === undefined) groups.set(group, [told]);
    else others.push(told);
  }
  return {
    title,
    now,
    groups: Array.from(groups, ([name, targets]) => ({ name, targets })),
    incidents: monitor.openIncidents().map(({ target, rule, openedAt }) => ({
      target: monitor.target(target)?.config.name ?? target,
      rule,
      openedAt,
    })),
  };
}

/** The last 90 days of a target, by UTC: what was sent and lost, and for how long it was down. */
export async function statusDays(
  target: TargetView,
  store: Pick<Store, "bins" | "incidents">,
  now: number,
): Promise<StatusTargetDays> {
  const to = (Math.floor(now / dayLength) + 1) * dayLength;
  const from = to - days * dayLength;
  const series = target.endpoints.map((endpoint) => endpoint.series);
  const [bins, incidents] = await Promise.all([
    store.bins({ series, from, to, bins: days }),
    store.incidents({ target: target.id, from, to, limit: mostIncidents }),
  ]);
  const down = incidents.filter(({ rule }) => rule === "down");
  return {
    id: target.id,
    days: bins.map(({ start, end, sent, timeout }): StatusDay => {
      const downMs = overlap(down, start, Math.min(end, now), now);
      return { start, sent, lost: timeout, downMs };
    }),
  };
}

/** For how long at least one of the incidents was open between two moments. */
function overlap(incidents: readonly Incident[], from: number, to: number, now: number): number {
  const stretches = incidents
    .map(
      ({ openedAt, closedAt = now }) => [Math.max(from, openedAt), Math.min(to, closedAt)] as const,
    )
    .filter(([start, end]) => start < end)
    .toSorted(([one], [other]) => one - other);
  let [covered, until] = [0, from];
  for (const [start, end] of stretches) {
    covered += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return covered;
}
