import { expect, test } from "vitest";
import { joinRows, type Row } from "./recent.ts";

const row = (at: number, endpoint = "192.0.2.1:443"): Row => ({
  at,
  endpoint,
  outcome: "open",
  method: "syn",
  clock: "kernel",
});

test("the newest is first", () => {
  expect(joinRows([row(2), row(1)], [row(3)])).toEqual([row(3), row(2), row(1)]);
});

test("what was listed and then heard too is one row", () => {
  expect(joinRows([row(2), row(1)], [row(2)])).toHaveLength(2);
});

test("two endpoints may have been probed at the same instant", () => {
  expect(joinRows([row(1)], [row(1, "192.0.2.2:443")])).toHaveLength(2);
});

test("a table of a hundred grows no longer", () => {
  const rows = Array.from({ length: 100 }, (_, n) => row(n));
  const joined = joinRows(rows, [row(100)]);
  expect(joined).toHaveLength(100);
  expect(joined[0]).toEqual(row(100));
});
