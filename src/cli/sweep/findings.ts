import type { SweepCheck } from "../../sweep/index.ts";
import { nanoseconds, type Nanoseconds } from "../../units.ts";
import { doubtsOf } from "../doubts.ts";
import type { ExitCode } from "../exit-code.ts";
import type { Score } from "./score.ts";

/** All that a sweep came to, of all its threads together. */
export type Findings = {
  readonly score: Score;
  /** How many endpoints there are. */
  readonly endpoints: number;
  /** Whether it goes on with an earlier sweep: it tells only what that one did not. */
  readonly resumed: boolean;
  readonly finished: boolean;
  /** Where an interrupted sweep left what it takes to go on. */
  readonly resumeFile?: string;
  readonly threads: number;
  readonly seed: number;
  readonly elapsed: Nanoseconds;
  /** SYNs a second while sending; undefined for fewer than two. */
  readonly rate: number | undefined;
  /** Between the two neighbouring sends of a thread that were furthest apart. */
  readonly largestGap: Nanoseconds;
  /** How well the measuring itself went. */
  readonly check: SweepCheck;
  /** A part of the sweep ended by an error, which was told. */
  readonly failed: boolean;
  readonly wrongLines: number;
};

/** Drops that may have been answers: of a run without timeouts none is missed. */
const mayHideAnswers = ({ check, score }: Findings): boolean =>
  check.ringDrops > 0 && score.tally.timeout > 0;

/** Why the numbers may be wrong, or are not all. */
export function warningsOf(findings: Findings): string[] {
  const { check, score, endpoints, finished, failed, resumed, wrongLines } = findings;
  const left = endpoints - score.told;
  return [
    mayHideAnswers(findings) &&
      `the kernel dropped ${many(check.ringDrops, "frame")} unseen: some of ${many(score.tally.timeout, "timeout")} may be answers that we missed; use a lower --rate`,
    ...doubtsOf(toldHere(check), { open: score.tally.open, ...check }),
    !finished &&
      !failed &&
      !resumed &&
      left > 0 &&
      `interrupted: ${many(left, "endpoint")} not told yet`,
    !finished && !failed && resumed && `interrupted again: some endpoints are not told yet`,
    failed && "it ended by an error: some endpoints are not told yet",
    wrongLines > 0 && `${many(wrongLines, "wrong line", "wrong lines")} passed over`,
  ].filter((warning) => warning !== false);
}

const inTime = { lateSends: 0, largestLateness: nanoseconds(0), putOff: nanoseconds(0) };

/** Dropped frames have a sentence of their own here, and explain whatever was not seen leaving. */
const toldHere = ({ ringDrops, clockSteps, unseenSends, heldBack }: SweepCheck) => ({
  ...inTime,
  ringDrops: 0,
  clockSteps,
  unseenSends,
  heldBack: ringDrops > 0 ? 0 : heldBack,
});

/** 0: all are open. 1: some is not. 2: something here was wrong. */
export function exitCodeOf(findings: Findings): ExitCode {
  const { score, finished, wrongLines, failed } = findings;
  if (failed || score.tally.error > 0 || wrongLines > 0 || mayHideAnswers(findings)) return 2;
  return finished && score.tally.open === score.told ? 0 : 1;
}

const many = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
