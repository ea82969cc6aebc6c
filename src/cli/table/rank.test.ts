import fc from "fast-check";
import { expect, test } from "vitest";
import { worstFirst } from "./rank.ts";

test("down comes before loss, loss before p99, and equals keep their order", () => {
  const rows = [
    { name: "steady", down: 0, loss: 0, p99: 1 },
    { name: "never answered yet", down: 0, loss: -1, p99: -1 },
    { name: "slow", down: 0, loss: 0, p99: 900 },
    { name: "steady too", down: 0, loss: 0, p99: 1 },
    { name: "down, closed", down: 1, loss: 0, p99: 2 },
    { name: "lossy", down: 0, loss: 0.1, p99: 1 },
    { name: "down, silent", down: 1, loss: 1, p99: -1 },
  ];
  const standings = {
    down: rows.map(({ down }) => down),
    loss: rows.map(({ loss }) => loss),
    p99: rows.map(({ p99 }) => p99),
  };
  expect(worstFirst(standings).map((row) => rows[row]?.name)).toEqual([
    "down, silent",
    "down, closed",
    "lossy",
    "slow",
    "steady",
    "steady too",
    "never answered yet",
  ]);
});

test("a screenful is the beginning of the whole list", () => {
  const row = fc.record({ down: fc.nat(1), loss: fc.nat(3), p99: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 50 }), fc.nat(60), (rows, count) => {
      const standings = {
        down: rows.map(({ down }) => down),
        loss: rows.map(({ loss }) => loss),
        p99: rows.map(({ p99 }) => p99),
      };
      expect(worstFirst(standings, count)).toEqual(worstFirst(standings).slice(0, count));
    }),
  );
});
