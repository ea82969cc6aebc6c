import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { HalfopenError } from "../../errors.ts";
import { openClock } from "../../net/index.ts";
import {
  type EndpointSpace,
  mostAskedAgain,
  oneAfterTheOther,
  readResumeFile,
  type ResumeState,
  type SavedPosition,
  sideBySide,
  writeResumeFile,
} from "../../sweep/index.ts";
import { nanoseconds } from "../../units.ts";
import { errorText } from "../error-text.ts";
import type { ExitCode } from "../exit-code.ts";
import { preferringLookup } from "../preferring-lookup.ts";
import type { Style } from "../style.ts";
import type { SweepSettings } from "../sweep-settings.ts";
import { unlessStopped } from "../unless-stopped.ts";
import type { Outlet } from "./batching-sink.ts";
import { type Carried, nothingCarried, packCarried, unpackCarried } from "./carried.ts";
import { exitCodeOf, type Findings } from "./findings.ts";
import { findingsJson } from "./findings-json.ts";
import { takeInventory } from "./inventory.ts";
import { csvHeading, type LineLook, unaddressedLine } from "./lines.ts";
import { errorOf } from "./failure.ts";
import { resolveNames, type Unresolved } from "./names.ts";
import { ProgressLine, type Screen } from "./progress.ts";
import { Score } from "./score.ts";
import type { Share, ShareReport } from "./share.ts";
import { findingsLines } from "./summary.ts";
import { sweepShares, type Watch } from "./threads.ts";

/** Where a sweep writes, and how it is told to stop. */
export type SweepSurroundings = {
  /** Standard output; resolves when it has room for more. */
  readonly out: Outlet;
  /** Standard error, whole lines. */
  readonly complain: (text: string) => void;
  /** There when somebody watches standard error. */
  readonly screen: Screen | undefined;
  readonly style: Style;
  readonly colours: boolean;
  readonly stopped: AbortSignal;
  /** What a worker thread is started in: worker.ts, compiled or not. */
  readonly worker: URL;
};

type Start = {
  readonly seed: number;
  readonly positions: readonly SavedPosition[];
  readonly carried: Carried;
};

/**
 * Runs `halfopen sweep`: asks every endpoint, tells each, sums up. `interrupted` when it was stopped
 * before it knew all its targets. Throws what cannot be begun.
 */
export async function sweep(
  settings: SweepSettings,
  around: SweepSurroundings,
): Promise<ExitCode | "interrupted"> {
  const { complain, stopped } = around;
  const clock = openClock();
  const start = clock.monotonic();
  const inventory = await unlessStopped(takeInventory(settings, complain), stopped);
  if (inventory === undefined) return "interrupted";
  const { space, exclusions, wrongLines } = inventory;
  refuseTooMany(space, settings);
  const fingerprint = space.fingerprint({ family: settings.family, exclusions });
  const { seed, positions, carried } = await startOf(settings, space, fingerprint);
  const threads = positions.length;
  tellThreads(settings, threads, complain);
  if (settings.resume !== undefined && settings.seed !== undefined && settings.seed !== seed) {
    complain(`halfopen: going on in the order of the interrupted sweep, --seed ${seed}\n`);
  }

  const score = new Score().add(carried.score);
  const unresolved = await resolveNames(space, {
    family: settings.family,
    exclusions,
    lookup: preferringLookup(settings),
    stopped,
  });
  const look = { form: settings.form, colours: around.colours, failed: settings.failed };
  if (look.form === "csv") await around.out(`${csvHeading}\n`);
  await tellUnresolved(unresolved, space, look, score, around.out);

  const reports = await sweepWatched(
    positions.map((from, share) => ({
      space: space.data,
      seed,
      share,
      shares: threads,
      from,
      send: sendSettings(settings),
      look,
    })),
    { endpoints: space.size - score.told, rate: settings.rate },
    around,
  );
  for (const report of reports) score.add(report.score);

  const elapsed = nanoseconds(clock.monotonic() - start + carried.elapsed);
  const check = oneAfterTheOther(carried.check, sideBySide(reports.map((report) => report.check)));
  const failures = reports.flatMap(({ failure }) => failure ?? []);
  for (const failure of failures) complain(errorText(errorOf(failure)));
  const finished = reports.every((report) => report.finished);
  const shares = reports.flatMap(({ position }) => position ?? []);
  const state = (): ResumeState => ({
    seed,
    fingerprint,
    tries: settings.tries,
    shares,
    ...(space.names.rows > 0 && { names: space.names.columns }),
    carried: packCarried({ score: score.facts(), check, elapsed }),
  });
  const lost = shares.length < threads;
  if (lost) complain("halfopen: what was sent is not known in full: no resume file is written\n");
  const kept = !finished && !lost && (await keep(settings.resumeFile, state(), complain));
  if (finished && settings.resume !== undefined) await rm(settings.resume, { force: true });
  const findings: Findings = {
    score,
    endpoints: space.size,
    resumed: settings.resume !== undefined,
    finished,
    ...(kept && { resumeFile: settings.resumeFile }),
    threads,
    seed,
    elapsed,
    ...paceOf(reports),
    check,
    failed: failures.length > 0,
    wrongLines,
  };
  await tellFindings(findings, settings, around);
  return finished || kept ? exitCodeOf(findings) : 2;
}

/** Writes the resume file. What is known is told also where that fails. */
async function keep(
  path: string,
  state: ResumeState,
  complain: SweepSurroundings["complain"],
): Promise<boolean> {
  try {
    await writeResumeFile(path, state);
    complain(`halfopen: interrupted; go on with --resume ${path}\n`);
    return true;
  } catch (error) {
    complain(errorText(error));
    return false;
  }
}

/** Sweeps with a line of progress, where somebody watches. */
async function sweepWatched(
  shares: readonly Share[],
  { endpoints, rate }: { readonly endpoints: number; readonly rate: number },
  { out, screen, stopped, worker }: SweepSurroundings,
): Promise<ShareReport[]> {
  if (screen === undefined) return sweepShares(shares, { program: worker }, out, () => {}, stopped);
  using line = new ProgressLine(screen, endpoints, rate);
  const write = (text: string): Promise<void> => {
    line.hide();
    return out(text);
  };
  const watch: Watch = (share, how) => line.take(share, how);
  return await sweepShares(shares, { program: worker }, write, watch, stopped);
}

/** Throws TARGET_INVALID for more endpoints than can be remembered from one round to the next. */
function refuseTooMany({ size }: EndpointSpace, { tries }: SweepSettings): void {
  if (tries === 1 || size <= mostAskedAgain) return;
  throw new HalfopenError(
    "TARGET_INVALID",
    `${size.toLocaleString("en")} endpoints are too many for -c ${tries}: those asked again may be ${mostAskedAgain.toLocaleString("en")}`,
    { remedy: "ask each once with -c 1, or sweep fewer at a time" },
  );
}

/** Where to begin: at the beginning, or where an earlier sweep was interrupted. */
async function startOf(
  settings: SweepSettings,
  space: EndpointSpace,
  fingerprint: string,
): Promise<Start> {
  const { resume, threads, tries } = settings;
  if (resume === undefined) {
    return {
      seed: settings.seed ?? randomBytes(4).readUInt32LE(),
      positions: Array.from({ length: threads }, (_, share) => ({ round: 1, step: share })),
      carried: nothingCarried,
    };
  }
  const { size, names } = space;
  const saved = await readResumeFile(resume, { fingerprint, tries, size, rows: names.rows });
  if (saved.names !== undefined) names.restore(saved.names);
  const { seed, shares: positions } = saved;
  return { seed, positions, carried: unpackCarried(saved.carried, resume) };
}

function tellThreads(
  settings: SweepSettings,
  threads: number,
  complain: SweepSurroundings["complain"],
): void {
  if (threads !== settings.threads) {
    complain(`halfopen: going on with the ${threads} threads of the interrupted sweep\n`);
  }
  const cores = availableParallelism();
  if (threads > cores) {
    complain(
      `halfopen: warning: ${threads} threads on ${cores} cores take turns, and are no faster\n`,
    );
  }
}

const sendSettings = (settings: SweepSettings): Share["send"] => ({
  tries: settings.tries,
  timeout: settings.timeout,
  pause: settings.pause,
  linger: settings.linger,
  rate: settings.rate,
  maxRatePerAddress: settings.maxRatePerAddress,
  interface: settings.interface,
  source: settings.source,
  ttl: settings.ttl,
  dscp: settings.dscp,
  bare: settings.bare,
});

/** Names without an address: an error for each of their endpoints. */
async function tellUnresolved(
  unresolved: readonly Unresolved[],
  space: EndpointSpace,
  look: LineLook,
  score: Score,
  write: Outlet,
): Promise<void> {
  for (const { row, error } of unresolved) {
    for (const index of space.names.endpointsOf(row)) {
      score.takeError(error.code);
      const number = space.size - space.names.columns.size + index;
      const port = space.portOfName(number);
      const target = `${space.names.hostOf(row)}:${port}`;
      await write(`${unaddressedLine(look, { target, port, index: number + 1, error })}\n`);
    }
  }
}

/** Threads send side by side: rates add up, and the worst gap is the worst of any. */
function paceOf(reports: readonly ShareReport[]): Pick<Findings, "rate" | "largestGap"> {
  const rates = reports.flatMap(({ rate }) => rate ?? []);
  return {
    rate: rates.length === 0 ? undefined : rates.reduce((total, rate) => total + rate, 0),
    largestGap: nanoseconds(Math.max(0, ...reports.map(({ largestGap }) => largestGap))),
  };
}

async function tellFindings(
  findings: Findings,
  { form }: SweepSettings,
  { out, complain, style }: SweepSurroundings,
): Promise<void> {
  if (form === "json") await out(`${findingsJson(findings)}\n`);
  else {
    const text = `\n${findingsLines(findings, style).join("\n")}\n`;
    // Below a table for programs a text would be rubbish.
    if (form === "csv") complain(text);
    else await out(text);
  }
}
