import type { BriefResult, TargetBody } from "../../../src/api/contract.ts";

type Ending = Pick<BriefResult, "at" | "outcome" | "rttMs">;

/** A target that changes in place as its news come. */
export type LiveTarget = TargetBody & {
  /** How its latest probe ended, of whichever of its endpoints. */
  last?: Ending;
};

/** Milliseconds by which a probe may be known later than one that was sent after it: more than any timeout. */
const longestWait = 120_000;

/**
 * Of two probes the one that is lost is known later: it is not the latest for that. One that seems to be
 * much earlier is: the daemon's clock was set back.
 */
export function takeEnding(target: LiveTarget, ending: Ending): void {
  const ahead = (target.last?.at ?? ending.at) - ending.at;
  if (ahead <= 0 || ahead > longestWait) target.last = ending;
}
