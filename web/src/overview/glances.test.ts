import { expect, test } from "vitest";
import { glanceOf } from "../testing.ts";
import { joinGlance } from "./glances.ts";

const hour = glanceOf(
  100,
  Array.from({ length: 61 }, () => 1),
);
const sentOf = (
  known: ReturnType<typeof glanceOf> | undefined,
  fresh: ReturnType<typeof glanceOf>,
) => {
  const { from, cells } = joinGlance(known, fresh);
  return { from: from / 60_000, sent: cells.map(({ sent }) => sent) };
};

test.each([
  ["the same minutes", 155, { from: 100, kept: 55 }],
  ["a minute later", 156, { from: 101, kept: 55 }],
  ["some minutes later, touching", 161, { from: 106, kept: 55 }],
])("%s: the last minutes are replaced, the hour stays one", (_name, at, { from, kept }) => {
  const fresh = glanceOf(at, [2, 2, 2, 2, 2, 2]);
  const joined = sentOf(hour, fresh);
  expect(joined.from).toBe(from);
  expect(joined.sent).toEqual([...Array.from({ length: kept }, () => 1), 2, 2, 2, 2, 2, 2]);
});

test.each([
  ["nothing known", undefined],
  ["a gap between", glanceOf(10, [1, 1, 1, 1, 1, 1])],
  ["what is known is later", glanceOf(300, [1, 1, 1, 1, 1, 1])],
  ["what is known is shorter", glanceOf(100, [1])],
])("%s: the fresh one alone", (_name, known) => {
  const fresh = glanceOf(100, [2, 2, 2, 2, 2, 2]);
  expect(joinGlance(known, fresh)).toBe(fresh);
});
