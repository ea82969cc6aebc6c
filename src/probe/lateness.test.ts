import { expect, test } from "vitest";
import { Lateness } from "./lateness.ts";

const ms = 1_000_000;

test("every send is in one bucket, the one whose bound it does not exceed", () => {
  const lateness = new Lateness();
  for (const late of [0, 0.1 * ms, 0.1 * ms + 1, 5 * ms, 5 * ms + 1, 60_000 * ms]) {
    lateness.note(late);
  }
  const { bounds, counts, sum } = lateness.seen();
  expect(counts).toHaveLength(bounds.length + 1);
  const held = new Map(
    counts.map((count, n) => [(bounds[n] ?? Number.POSITIVE_INFINITY) / ms, count]),
  );
  expect(Object.fromEntries(Array.from(held).filter(([, count]) => count > 0))).toEqual({
    0.1: 2,
    0.2: 1,
    5: 1,
    10: 1,
    Infinity: 1,
  });
  expect(sum).toBe(60_010.2 * ms + 2);
  expect(lateness).toMatchObject({ sends: 2, largest: 60_000 * ms });
});
