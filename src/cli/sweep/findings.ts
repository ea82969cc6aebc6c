import type { Nanoseconds } from "../../units.ts";
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
  /** Frames that the kernel dropped because a ring was full. */
  readonly ringDrops: number;
  readonly wrongLines: number;
};

/** Drops that may have been answers: of a run without timeouts none is missed. */
const mayHideAnswers = ({ ringDrops, score }: Findings): boolean =>
  ringDrops > 0 && score.tally.timeout > 0;

/** Why the numbers may be wrong, or are not all. */
export function warningsOf(findings: Findings): string[] {
  const { ringDrops, score, endpoints, finished, resumed, wrongLines } = findings;
  const left = endpoints - score.told;
  return [
    mayHideAnswers(findings) &&
      `the kernel dropped ${many(ringDrops, "frame")} unseen: some of ${many(score.tally.timeout, "timeout")} may be answers that we missed; use a lower --rate`,
    !finished && !resumed && left > 0 && `interrupted: ${many(left, "endpoint")} not told yet`,
    !finished && resumed && `interrupted again: some endpoints are not told yet`,
    wrongLines > 0 && `${many(wrongLines, "wrong line", "wrong lines")} passed over`,
  ].filter((warning) => warning !== false);
}

/** 0: all are open. 1: some is not. 2: something here was wrong. */
export function exitCodeOf(findings: Findings): ExitCode {
  const { score, finished, wrongLines } = findings;
  if (score.tally.error > 0 || wrongLines > 0 || mayHideAnswers(findings)) return 2;
  return finished && score.tally.open === score.told ? 0 : 1;
}

const many = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
