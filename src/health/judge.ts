import type { TargetConfig } from "../config/index.ts";
import type { IncidentRule } from "../incident.ts";
import type { ProbeResult } from "../probe/index.ts";
import type { BaseState, EndpointHealth } from "./endpoint-health.ts";

/** What one result decides. */
export type Judgement = {
  readonly base?: BaseState;
  readonly opens?: IncidentRule;
  readonly closes: readonly IncidentRule[];
};

/** In a row, until this machine is said to be unable to send. */
const errorsToTell = 3;

/** Whether this machine failed to send to it so often in a row that this is an incident. */
export const cannotSend = (health: EndpointHealth): boolean => health.errors === errorsToTell;

const withoutRule = { consecutiveLost: 3, recoverAfter: 2 };

function isUp(result: ProbeResult, { closedIsUp }: TargetConfig): boolean {
  return result.outcome === "open" || (result.outcome === "closed" && closedIsUp);
}

/** Neither up nor a trouble of this machine's own. */
export const isFailure = (result: ProbeResult, config: TargetConfig): boolean =>
  result.outcome !== "error" && !isUp(result, config);

/**
 * Moves the streaks of an endpoint by one result and says what that decides; undefined when nothing.
 * All of it is in the guide to states: up and unknown fall by a streak or by a confirmation of which
 * every SYN failed; down rises by a streak of answers; unknown rises by one.
 */
export function judge(
  health: EndpointHealth,
  result: ProbeResult,
  burst: boolean,
): Judgement | undefined {
  const { down = withoutRule, config } = health.target;
  if (result.outcome === "error") {
    if (burst) health.confirmation = undefined;
    health.errors = Math.min(health.errors + 1, errorsToTell);
    if (!cannotSend(health)) return undefined;
    return { base: "unknown", opens: "unsendable", closes: [] };
  }
  const couldNotSend = cannotSend(health);
  health.errors = 0;
  const closes: IncidentRule[] = couldNotSend ? ["unsendable"] : [];
  if (isUp(result, config)) {
    health.failures = 0;
    health.confirmation = undefined;
    if (health.base === "up") return couldNotSend ? { closes } : undefined;
    if (health.base === "down") {
      health.successes++;
      if (health.successes < down.recoverAfter) return couldNotSend ? { closes } : undefined;
    }
    health.successes = 0;
    return { base: "up", closes: [...closes, "down"] };
  }
  health.successes = 0;
  if (burst) return lostInConfirmation(health, closes);
  health.failures = Math.min(health.failures + 1, down.consecutiveLost);
  if (health.base === "down") return couldNotSend ? { closes } : undefined;
  const decided = health.failures === down.consecutiveLost;
  if (!decided) return couldNotSend ? { closes } : undefined;
  health.confirmation = undefined;
  return { base: "down", opens: "down", closes };
}

function lostInConfirmation(
  health: EndpointHealth,
  closes: readonly IncidentRule[],
): Judgement | undefined {
  const { confirmation } = health;
  if (confirmation === undefined || health.base === "down") return undefined;
  confirmation.awaited--;
  if (confirmation.awaited > 0) return undefined;
  health.confirmation = undefined;
  return { base: "down", opens: "down", closes };
}
