import { expect, test } from "vitest";
import { targetOf } from "../testing.ts";
import type { Row } from "./order.ts";
import { stepFrom } from "./row-keys.ts";

const rows: Row[] = [
  { kind: "group", name: "core", size: 2 },
  { kind: "target", target: targetOf("a") },
  { kind: "target", target: targetOf("b") },
  { kind: "group", name: "edge", size: 1 },
  { kind: "target", target: targetOf("c") },
];

test.each<[string, string | undefined, 1 | -1, { id: string; place: number }]>([
  ["the first one where none is chosen", undefined, 1, { id: "a", place: 1 }],
  ["the next one", "a", 1, { id: "b", place: 2 }],
  ["over the head of a group", "b", 1, { id: "c", place: 4 }],
  ["back over it", "c", -1, { id: "b", place: 2 }],
  ["not beyond the last", "c", 1, { id: "c", place: 4 }],
  ["not before the first", "a", -1, { id: "a", place: 1 }],
  ["one that is not shown any more is none", "z", 1, { id: "a", place: 1 }],
])("%s", (_name, from, step, expected) => {
  expect(stepFrom(rows, from, step)).toEqual(expected);
});

test("of no rows none", () => {
  expect(stepFrom([], undefined, 1)).toBeUndefined();
});
