import fc from "fast-check";
import { expect, test } from "vitest";
import { densityOf } from "./density.ts";
import { countOf, lowerBoundMs } from "./histogram.ts";
import { histogramOf } from "./testing.ts";

const sumOf = (cells: Float64Array): number => cells.reduce((sum, cell) => sum + cell, 0);

const histograms = fc.record({
  scale: fc.integer({ min: -6, max: 5 }),
  offset: fc.integer({ min: -10, max: 1500 }),
  counts: fc.array(fc.nat(1_000_000), { maxLength: 300 }),
  zeroCount: fc.nat(1000),
});
const ranges = fc
  .tuple(
    fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
    fc.double({ min: 1.5, max: 1e6, noNaN: true }),
  )
  .map(([least, ratio]) => ({ least, most: least * ratio }));

test("no sample is lost or invented on its way to the pixels, to the last bit", () => {
  fc.assert(
    fc.property(histograms, ranges, fc.integer({ min: 1, max: 800 }), (histogram, range, rows) => {
      expect(sumOf(densityOf(histogram, range, rows))).toBe(countOf(histogram));
    }),
  );
});

test("no cell is negative", () => {
  fc.assert(
    fc.property(histograms, ranges, (histogram, range) => {
      expect(Math.min(...densityOf(histogram, range, 300))).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("a delay is drawn where the axis has it, the top row first", () => {
  const cells = densityOf(histogramOf([2, 64]), { least: 1, most: 128 }, 70);
  // Seven octaves over 70 rows: 2 ms ends the first octave from below, 64 ms the sixth.
  expect(sumOf(cells.slice(60 - 1, 60 + 1))).toBe(1);
  expect(sumOf(cells.slice(10 - 1, 10 + 1))).toBe(1);
});

test("a bucket wider than the rows is spread evenly over them", () => {
  const octave = { scale: 0, offset: 20, counts: [100], zeroCount: 0 };
  const range = { least: lowerBoundMs(20, 0), most: lowerBoundMs(21, 0) };
  for (const cell of densityOf(octave, range, 20)) expect(cell).toBeCloseTo(5, 2);
});

test("what lies beyond the range is in the rows at the edge", () => {
  const cells = densityOf(histogramOf([0.1, 5, 5, 900, 900, 900]), { least: 1, most: 100 }, 50);
  expect(cells[49]).toBe(1);
  expect(cells[0]).toBe(3);
});
