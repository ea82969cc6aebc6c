import fc from "fast-check";
import { expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import { Grid } from "./grid.ts";

const gridOf = (interval: number, stagger: number, endpoints: number, count?: number) =>
  new Grid(
    { interval: nanoseconds(interval), stagger: nanoseconds(stagger) },
    endpoints,
    count,
    nanoseconds(1000),
  );

function* rest(grid: Grid): Generator<[endpoint: number, index: number, due: number]> {
  for (; !grid.finished; grid.advance()) yield [grid.endpoint, grid.index, grid.due];
}

test("rounds of all endpoints, one interval apart, a stagger between neighbours", () => {
  expect([...rest(gridOf(100, 10, 3, 2))]).toEqual([
    [0, 1, 1000],
    [1, 1, 1010],
    [2, 1, 1020],
    [0, 2, 1100],
    [1, 2, 1110],
    [2, 2, 1120],
  ]);
});

test("the last probe is followed by none", () => {
  const grid = gridOf(100, 10, 1, 1);
  grid.advance();
  expect([grid.finished, grid.due]).toEqual([true, Number.POSITIVE_INFINITY]);
});

test("without a count it goes on until it is stopped", () => {
  const grid = gridOf(100, 0, 2);
  for (let sent = 0; sent < 20_001; sent++) grid.advance();
  expect([grid.endpoint, grid.index, grid.due]).toEqual([1, 10_001, 1_001_000]);
  grid.stop();
  expect([grid.finished, grid.due]).toEqual([true, Number.POSITIVE_INFINITY]);
});

test("no endpoints, nothing to send", () => {
  expect(gridOf(100, 10, 0, 5).finished).toBe(true);
});

test("due times never go back, and each depends on its own place alone", () => {
  const size = fc.integer({ min: 1, max: 50 });
  fc.assert(
    fc.property(size, size, fc.integer({ min: 1, max: 1e9 }), (endpoints, count, interval) => {
      const stagger = Math.floor(interval / endpoints);
      let last = 0;
      for (const [endpoint, index, due] of rest(gridOf(interval, stagger, endpoints, count))) {
        expect(due).toBe(1000 + (index - 1) * interval + endpoint * stagger);
        expect(due).toBeGreaterThanOrEqual(last);
        last = due;
      }
    }),
    { numRuns: 50 },
  );
});
