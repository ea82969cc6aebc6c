import { expect, test } from "vitest";
import { Tally } from "../../stats/index.ts";
import { nanoseconds } from "../../units.ts";
import type { EndpointSummary } from "../endpoint-summary.ts";
import { plain } from "../style.ts";
import { summaryTable } from "./summary-table.ts";

const summary = (target: string, counts: Partial<Tally>, p99Ms?: number): EndpointSummary => {
  const delay = p99Ms === undefined ? undefined : nanoseconds(p99Ms * 1e6);
  return {
    target,
    endpoint: { address: "192.0.2.7", family: 4, port: 443 },
    tally: Object.assign(new Tally(), counts),
    rtt:
      delay === undefined
        ? { count: 0 }
        : { count: 1, min: delay, p50: delay, p99: delay, max: delay },
    elapsed: nanoseconds(1e9),
    warnings: [],
  };
};

const look = { style: plain, closedIsUp: false };
const fleet = {
  summaries: [
    summary("fast.example:443", { sent: 4, open: 4 }, 1),
    summary("slow.example:443", { sent: 4, open: 4 }, 900),
    summary("lossy.例え:443", { sent: 4, open: 3, timeout: 1 }, 20),
    { ...summary("shut.example:22", { sent: 4, closed: 4 }, 2), suspicion: "another answers" },
  ],
  unresolved: ["nowhere.example:443"],
  warnings: ["the clock was stepped"],
};

test("a line for each endpoint, worst first, and the totals", () => {
  expect(summaryTable(fleet, look)).toEqual([
    "TARGET             SENT  LOSS    MIN    P50    P99    MAX OUTCOMES",
    "shut.example:22       4    0% 2.00ms 2.00ms 2.00ms 2.00ms 4 closed",
    "lossy.例え:443        4 25.0% 20.0ms 20.0ms 20.0ms 20.0ms 3 open, 1 timeout",
    "slow.example:443      4    0%  900ms  900ms  900ms  900ms 4 open",
    "fast.example:443      4    0% 1.00ms 1.00ms 1.00ms 1.00ms 4 open",
    "without an address: nowhere.example:443",
    "suspected of 192.0.2.7: another answers",
    "warning: the clock was stepped",
    "5 endpoints: 3 up, 2 down",
  ]);
});

test("on a terminal tells of thousands only the worst, and how many more there are", () => {
  const summaries = Array.from({ length: 10_000 }, (_, n) =>
    summary(`host-${n}.example:443`, { sent: 1, open: 1 }, n),
  );
  const lines = summaryTable({ ...fleet, summaries }, { ...look, columns: 80 });
  expect(lines[1]).toMatch(/^host-9999\.example:443 /);
  expect(lines[41]).toBe("… and 9,960 more");
  expect(lines.length).toBeLessThan(50);
  expect(summaryTable({ ...fleet, summaries }, look).length).toBeGreaterThan(10_000);
});
