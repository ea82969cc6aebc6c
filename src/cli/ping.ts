import { HalfopenError } from "../errors.ts";
import { openClock, ringFor } from "../net/index.ts";
import { openProber } from "../open-prober.ts";
import type { Plan, ProbeEvent } from "../probe/index.ts";
import { Tally } from "../stats/index.ts";
import { nanoseconds } from "../units.ts";
import { Collector, type NamedEndpoint } from "./collector.ts";
import type { EndpointSummary, TargetSummary } from "./endpoint-summary.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { PingSettings } from "./ping-settings.ts";
import { gatherTargets } from "./ping-targets.ts";
import { eventJson, summaryLine, targetSummaryLine } from "./render/json.ts";
import { formatDelay } from "./render/delay.ts";
import { reportLines } from "./render/summary.ts";
import { eventLines } from "./render/text.ts";
import { resolveTargets, type UnresolvedTarget } from "./resolve-targets.ts";
import { coloured, type Style } from "./style.ts";
import { preferringLookup } from "./preferring-lookup.ts";
import { unaddressedLine } from "./sweep/lines.ts";
import { Board, LiveTable, labelOf, summaryTable, type Terminal } from "./table/index.ts";
import { unlessStopped } from "./unless-stopped.ts";

/** Where a command writes, and how it is told to stop. */
export type Surroundings = {
  readonly out: (line: string) => void;
  readonly note: (line: string) => void;
  readonly style: Style;
  /** Standard output, when somebody watches it. */
  readonly terminal?: Terminal | undefined;
  readonly stopped: AbortSignal;
};

/**
 * Runs `halfopen ping`: probes, tells each result, sums up. `interrupted` when it was stopped before
 * there was anything to sum up. Throws what cannot be begun.
 */
export async function ping(
  settings: PingSettings,
  around: Surroundings,
): Promise<ExitCode | "interrupted"> {
  const { stopped } = around;
  const gathered = await unlessStopped(gatherTargets(settings, around.note), stopped);
  if (gathered === undefined) return "interrupted";
  const { targets, wrongLines } = gathered;
  const lookup = preferringLookup(settings);
  const resolved = await unlessStopped(resolveTargets(targets, { ...settings, lookup }), stopped);
  if (resolved === undefined) return "interrupted";
  const { named, unresolved } = resolved;
  using clock = openClock();
  await using prober = openWished(settings, named.length, around);
  refuseIfNoneCanBeSent(prober, named);
  const plan = planOf(settings, named);
  tellPace(prober, plan, around);

  const collector = new Collector(named, settings.flows);
  const tabular = wantsTable(settings, named.length + unresolved.length);
  const start = clock.monotonic();
  await watch(prober.run(plan, stopped), { collector, unresolved, tabular }, settings, around);
  const elapsed = nanoseconds(clock.monotonic() - start);
  const check = prober.selfCheck();
  const summaries = collector.summaries(elapsed, check);
  if (tabular) {
    const warnings = collector.warnings(check);
    tellTable({ summaries, unresolved: unresolved.map(textOf), warnings }, settings, around);
  } else {
    const wholes = collector.targetSummaries(elapsed, check, settings.closedIsUp);
    tellSummaries(summaries, wholes, settings, around);
  }
  const code = exitCode([...summaries, ...unresolved.map(() => neverAsked)], settings);
  return wrongLines > 0 ? 2 : code;
}

/** A name without an address counts like an endpoint that this machine could not send to. */
const neverAsked = { tally: Object.assign(new Tally(), { error: 1 }) };

const textOf = ({ target }: UnresolvedTarget): string => target.text;

/** More endpoints than this are told in a table. */
const mostWithoutTable = 8;

function wantsTable({ table, json, flows }: PingSettings, endpoints: number): boolean {
  if (json || flows !== undefined || table === "never") return false;
  return table === "always" || endpoints > mostWithoutTable;
}

type Watch = {
  readonly collector: Collector;
  readonly unresolved: readonly UnresolvedTarget[];
  readonly tabular: boolean;
};

/** Counts and tells the events of a run, in the live table or one by one. */
async function watch(
  events: AsyncIterable<ProbeEvent>,
  { collector, unresolved, tabular }: Watch,
  settings: PingSettings,
  around: Surroundings,
): Promise<void> {
  const { quiet, verbose, timestamps } = settings;
  const live = tabular && !quiet && !verbose && !timestamps;
  if (!live || around.terminal === undefined) {
    if (!quiet) tellUnresolved(unresolved, settings, around);
    for await (const event of events) {
      collector.take(event);
      if (!quiet) tell(event, collector, settings, around);
    }
    return;
  }
  const watched = Array.from(collector.places, (place) => ({
    ...place,
    target: labelOf(place, settings),
  }));
  const board = new Board(watched, unresolved.map(textOf), settings);
  using screen = new LiveTable(board, around.terminal, { ...settings, ...around });
  for await (const event of events) {
    collector.take(event);
    screen.take(event);
  }
}

type OpenedProber = ReturnType<typeof openProber>;

function openWished(
  settings: PingSettings,
  endpoints: number,
  { note }: Surroundings,
): OpenedProber {
  const { rate, maxRatePerAddress: ratePerAddress, flows, method } = settings;
  try {
    return openProber({
      ...settings,
      ring: ringFor(endpoints * (settings.count ?? Number.POSITIVE_INFINITY)),
      ...(settings.count !== undefined && { capacity: capacityFor(endpoints * settings.count) }),
      // Only syn keeps fixed flows.
      method: flows === undefined ? method : "syn",
      caps: { rate, ratePerAddress },
      notice: (sentence) => note(`halfopen: ${sentence}`),
    });
  } catch (error) {
    if (!(error instanceof HalfopenError) || flows === undefined || method === "syn") throw error;
    throw new HalfopenError(error.code, `--flows needs the method syn: ${error.message}`, {
      remedy: error.remedy ?? "see halfopen doctor",
      cause: error,
    });
  }
}

/** Room for every probe of a short run; a long one has what it has unless told otherwise. */
const capacityFor = (probes: number): number => Math.max(256, Math.min(65_536, probes * 2));

/** An endpoint without a route is told beside the others; only when none has one is it an error. */
function refuseIfNoneCanBeSent(prober: OpenedProber, named: readonly NamedEndpoint[]): void {
  let refusal: unknown;
  for (const { endpoint } of named) {
    try {
      prober.sourceFor(endpoint);
      return;
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}

const planOf = (settings: PingSettings, named: readonly NamedEndpoint[]): Plan => ({
  endpoints: named.map(({ endpoint }) => endpoint),
  interval: settings.interval,
  timeout: settings.timeout,
  linger: settings.linger,
  tellSends: settings.verbose,
  ...(settings.flows !== undefined && { flows: settings.flows }),
  ...(settings.count !== undefined && { count: settings.count }),
});

function tellPace(prober: OpenedProber, plan: Plan, { note }: Surroundings): void {
  const { interval, slowedBy } = prober.paceOf(plan);
  if (slowedBy === undefined) return;
  const option = slowedBy === "rate" ? "--rate" : "--max-rate-per-address";
  note(`halfopen: the interval is stretched to ${formatDelay(interval)}, as ${option} asks`);
}

function tell(
  event: ProbeEvent,
  collector: Collector,
  settings: PingSettings,
  { out, style }: Surroundings,
): void {
  if (settings.json) {
    const line = eventJson(collector.targetOf(event), event);
    if (line !== undefined) out(line);
    return;
  }
  for (const line of eventLines(event, { ...settings, style })) out(line);
}

function tellUnresolved(
  unresolved: readonly UnresolvedTarget[],
  { json }: PingSettings,
  { out, style }: Surroundings,
): void {
  for (const { target, error } of unresolved) {
    const { text, port } = target;
    out(
      unaddressedLine(
        { form: json ? "json" : "text", colours: style === coloured, failed: false },
        { target: text, port, index: 1, error },
      ),
    );
  }
}

function tellTable(
  fleet: Parameters<typeof summaryTable>[0],
  settings: PingSettings,
  { out, style, terminal }: Surroundings,
): void {
  const summaries = fleet.summaries.map((summary) => ({
    ...summary,
    target: labelOf(summary, settings),
  }));
  const { closedIsUp } = settings;
  const columns = terminal && (terminal.columns ?? 80);
  out("");
  for (const line of summaryTable({ ...fleet, summaries }, { style, closedIsUp, columns }))
    out(line);
}

/** In JSON every summary stands for itself; people read once what holds for all of them. */
function tellSummaries(
  summaries: readonly EndpointSummary[],
  targets: readonly TargetSummary[],
  { json, quiet }: PingSettings,
  { out, style }: Surroundings,
): void {
  if (json) {
    for (const summary of summaries) out(summaryLine(summary));
    for (const target of targets) out(targetSummaryLine(target));
    return;
  }
  const lines = reportLines(summaries, targets, style);
  // The empty line keeps them apart from what came before.
  for (const line of quiet ? lines.slice(1) : lines) out(line);
}
