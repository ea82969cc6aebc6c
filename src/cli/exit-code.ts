import type { Tally } from "../stats/index.ts";
import type { EndpointSummary } from "./endpoint-summary.ts";

export type ExitCode = 0 | 1 | 2;

/** Whether an endpoint was up at least once: open, or closed where that is up too. */
export const isUp = (
  { open, closed }: Pick<Tally, "open" | "closed">,
  closedIsUp: boolean,
): boolean => open + (closedIsUp ? closed : 0) > 0;

/**
 * 0: every endpoint was up at least once. 1: some endpoint never was. 2: some endpoint never could
 * be asked, because of this machine.
 */
export function exitCode(
  summaries: readonly Pick<EndpointSummary, "tally">[],
  { closedIsUp }: { readonly closedIsUp: boolean },
): ExitCode {
  const down = summaries.filter(({ tally }) => !isUp(tally, closedIsUp));
  if (down.length === 0) return 0;
  return down.some(({ tally }) => tally.error > 0 && tally.sent === 0) ? 2 : 1;
}
