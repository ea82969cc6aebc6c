import { expect, test } from "vitest";
import { latestOf, type Told } from "./latest-results.ts";

const told = (endpoint: string, at: number): Told => ({
  endpoint,
  at,
  outcome: "open",
  method: "syn",
  clock: "kernel",
  index: 1,
});
const named = (results: readonly Told[]) => results.map(({ endpoint, at }) => `${endpoint}${at}`);

test.each([
  [
    "newest first, in whatever order they came",
    [told("a", 2), told("a", 1), told("a", 3)],
    "a3 a2 a1",
  ],
  ["of several endpoints, by time", [told("b", 5), told("a", 9), told("a", 1)], "a9 b5 a1"],
  [
    "what was told live and is listed too is there once",
    [told("a", 2), told("a", 2), told("a", 1)],
    "a2 a1",
  ],
  ["two at the same time are two", [told("a", 2), told("b", 2)], "a2 b2"],
  ["no more than are wanted", [told("a", 1), told("a", 2), told("a", 3), told("a", 4)], "a4 a3 a2"],
])("%s", (_name, results, expected) => {
  expect(named(latestOf(results, 3)).join(" ")).toBe(expected);
});
