import { expect, test } from "vitest";
import type { State } from "../../../src/api/contract.ts";
import { problemsOf, verdictOf } from "./verdict.ts";

test.each<[string, State[], ReturnType<typeof verdictOf>]>([
  ["all up", ["up", "up"], { state: "up", count: 2 }],
  ["maintenance is planned", ["up", "maintenance"], { state: "up", count: 2 }],
  ["nothing is known yet", ["unknown", "unknown"], { state: "unknown", count: 2 }],
  ["of one nothing is known", ["up", "unknown"], { state: "unknown", count: 1 }],
  [
    "a problem is worse than not knowing",
    ["unknown", "down", "degraded"],
    { state: "down", count: 2 },
  ],
])("%s", (_name, states, expected) => {
  expect(verdictOf(states)).toEqual(expected);
});

test("a target that is down at two addresses is told once, since the first", () => {
  const down = { target: "web", rule: "down" } as const;
  const slow = { target: "web", rule: "slow", openedAt: 3 } as const;
  const told = problemsOf([{ ...down, openedAt: 9 }, slow, { ...down, openedAt: 5 }]);
  expect(told).toEqual([{ ...down, openedAt: 5 }, slow]);
});
