import type { Page, Route } from "playwright-core";
import type { BinBody, IncidentBody, StateStretch } from "../../src/api/contract.ts";
import { binOf } from "../../web/src/chart/testing.ts";
import { targetOf } from "../../web/src/testing.ts";

/** A stretch of an hour that is over, in 120 bins, and what a target did in it. */
export const hour = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 0, 1, 1) } as const;
const length = (hour.to - hour.from) / 120;
/** Where in the hour something is, as a share of it. */
export const at = (share: number): number => hour.from + share * (hour.to - hour.from);

/** In the first tenth nothing was sent, then 40 answers a bin; in the middle tenth one of five is lost. */
const binsOf = (): BinBody[] =>
  Array.from({ length: 120 }, (_, n) => {
    const [start, end] = [hour.from + n * length, hour.from + (n + 1) * length];
    if (n < 12) return binOf(start, end, []);
    const delays = Array.from({ length: 40 }, (_one, k) => 8 + (((k * 7 + n) % 40) / 40) * 8);
    return binOf(start, end, delays, n >= 54 && n < 66 ? 10 : 0);
  });

/** A target with a hole, maintenance and an incident: what `page` asks of it is answered with these. */
export async function serveHour(page: Page): Promise<void> {
  const incident: IncidentBody = {
    id: "one",
    vantage: "here",
    target: "made-up",
    rule: "lossy",
    openedAt: at(0.8),
    closedAt: at(0.9),
    summary: "12 of 60 probes in 300 s were lost",
    evidence: [],
  };
  const maintenance: StateStretch = { state: "maintenance", from: at(0.2), to: at(0.3) };
  const answers: Readonly<Record<string, unknown>> = {
    "/api/v1/targets/made-up": targetOf("made-up"),
    "/api/v1/targets/made-up/series": { bins: binsOf() },
    "/api/v1/targets/made-up/states": { states: [maintenance] },
    "/api/v1/targets/made-up/results": { results: [] },
    "/api/v1/incidents": { incidents: [incident] },
  };
  await page.route("**/api/v1/**", (route: Route) => {
    const answer = answers[new URL(route.request().url()).pathname];
    return answer === undefined ? route.continue() : route.fulfill({ json: answer });
  });
}
