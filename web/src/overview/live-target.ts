import type { BriefResult, TargetBody } from "../../../src/api/contract.ts";

type Ending = Pick<BriefResult, "at" | "outcome" | "rttMs">;

/** A target that changes in place as its news come. */
export type LiveTarget = TargetBody & {
  /** How its latest probe ended, of whichever of its endpoints. */
  last?: Ending;
};

/** Of two probes the one that is lost is known later: it is not the latest for that. */
export function takeEnding(target: LiveTarget, ending: Ending): void {
  if (target.last === undefined || target.last.at <= ending.at) target.last = ending;
}
