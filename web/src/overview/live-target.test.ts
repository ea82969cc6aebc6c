import { expect, test } from "vitest";
import { targetOf } from "../testing.ts";
import { type LiveTarget, takeEnding } from "./live-target.ts";

test.each([
  ["the first", [], 5, 5],
  ["a later one", [5], 6, 6],
  ["one of the same moment, which is told again", [5], 5, 5],
  ["one of a clock that was set back an hour", [3_600_005], 5, 5],
  ["not one that was sent before the latest and is known after it", [7], 6, 7],
])("%s is the latest", (_name, before, at, latest) => {
  const target: LiveTarget = targetOf("web");
  for (const one of [...before, at]) takeEnding(target, { at: one, outcome: "open" });
  expect(target.last?.at).toBe(latest);
});
