import { expect, test } from "vitest";
import { targetOf } from "../testing.ts";
import { inOrderOf } from "./calm-order.ts";
import type { Row } from "./order.ts";

const rowsOf = (names: string): Row[] =>
  names
    .split("")
    .map((name) =>
      name === name.toUpperCase()
        ? { kind: "group", name, size: 1 }
        : { kind: "target", target: targetOf(name) },
    );
const named = (rows: readonly Row[]) =>
  rows.map((row) => (row.kind === "target" ? row.target.name : row.name)).join("");

test.each([
  ["the same rows keep their order", "abc", "cab", "abc"],
  ["groups too", "AbCd", "CdAb", "AbCd"],
  ["one more: as wanted", "abc", "cabd", "cabd"],
  ["one less: as wanted", "abc", "ca", "ca"],
  ["another one: as wanted", "abc", "cad", "cad"],
  ["none before: as wanted", "", "ba", "ba"],
])("%s", (_name, before, wanted, expected) => {
  expect(named(inOrderOf(rowsOf(before), rowsOf(wanted)))).toBe(expected);
});

test("the rows are those that are wanted: what they show is new", () => {
  const wanted: Row[] = [
    { kind: "target", target: targetOf("b", { state: "down" }) },
    { kind: "target", target: targetOf("a", { state: "up" }) },
  ];
  expect(inOrderOf(rowsOf("ab"), wanted)).toEqual([wanted[1], wanted[0]]);
});
