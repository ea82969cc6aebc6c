import type { HealthState } from "../incident.ts";

/** Undefined for what is neither: nobody is to be woken by it. */
export function upOf(state: HealthState): 0 | 1 | undefined {
  if (state === "up" || state === "degraded") return 1;
  return state === "down" ? 0 : undefined;
}
