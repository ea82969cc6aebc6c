import { openClock } from "../net/index.ts";
import { openProber } from "../open-prober.ts";
import type { Plan, ProbeEvent } from "../probe/index.ts";
import { resolveTarget } from "../targets/index.ts";
import { nanoseconds } from "../units.ts";
import { Collector, type NamedEndpoint } from "./collector.ts";
import type { EndpointSummary, TargetSummary } from "./endpoint-summary.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import type { PingSettings } from "./ping-settings.ts";
import { eventJson, summaryLine, targetSummaryLine } from "./render/json.ts";
import { formatDelay } from "./render/delay.ts";
import { summaryLines, targetSummaryLines } from "./render/summary.ts";
import { eventLines } from "./render/text.ts";
import type { Style } from "./style.ts";

/** Where a command writes, and how it is told to stop. */
export type Surroundings = {
  readonly out: (line: string) => void;
  readonly note: (line: string) => void;
  readonly style: Style;
  readonly stopped: AbortSignal;
};

/** Runs `halfopen ping`: probes, tells each result, sums up. Throws what cannot be begun. */
export async function ping(settings: PingSettings, around: Surroundings): Promise<ExitCode> {
  const named = await resolveAll(settings);
  using clock = openClock();
  await using prober = openWished(settings, around);
  refuseIfNoneCanBeSent(prober, named);
  const plan = planOf(settings, named);
  tellPace(prober, plan, around);

  const collector = new Collector(named, settings.flows);
  const start = clock.monotonic();
  for await (const event of prober.run(plan, around.stopped)) {
    collector.take(event);
    if (!settings.quiet) tell(event, collector, settings, around);
  }
  const elapsed = nanoseconds(clock.monotonic() - start);
  const summaries = collector.summaries(elapsed, prober.selfCheck());
  tellSummaries(summaries, settings, around);
  tellTargets(collector.targetSummaries(elapsed), settings, around);
  return exitCode(summaries, settings);
}

async function resolveAll(settings: PingSettings): Promise<NamedEndpoint[]> {
  const { family, allAddresses: all } = settings;
  const resolved = await Promise.all(
    settings.targets.map(async (target) => {
      const endpoints = await resolveTarget(target, { family, all });
      return endpoints.map((endpoint) => ({ target: target.text, endpoint }));
    }),
  );
  return resolved.flat();
}

type OpenedProber = ReturnType<typeof openProber>;

function openWished(settings: PingSettings, { note }: Surroundings): OpenedProber {
  const { rate, maxRatePerAddress: ratePerAddress } = settings;
  return openProber({
    ...settings,
    caps: { rate, ratePerAddress },
    notice: (sentence) => note(`halfopen: ${sentence}`),
  });
}

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

function tellSummaries(
  summaries: readonly EndpointSummary[],
  { json }: PingSettings,
  { out, style }: Surroundings,
): void {
  for (const summary of summaries) {
    if (json) out(summaryLine(summary));
    else for (const line of ["", ...summaryLines(summary, style)]) out(line);
  }
}

function tellTargets(
  targets: readonly TargetSummary[],
  { json }: PingSettings,
  { out }: Surroundings,
): void {
  for (const target of targets) {
    if (json) out(targetSummaryLine(target));
    else for (const line of ["", ...targetSummaryLines(target)]) out(line);
  }
}
