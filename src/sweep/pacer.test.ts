import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { nanoseconds } from "../units.ts";
import { Pacer } from "./pacer.ts";

const start = nanoseconds(5e9);

/** Looks in at the given moments and sends what is allowed; returns when each was sent. */
function run(
  rate: number,
  batch: number,
  looks: readonly number[],
): { sent: number[]; pacer: Pacer } {
  const pacer = new Pacer(rate, batch, start);
  const sent: number[] = [];
  for (const look of looks) {
    for (let allowed = pacer.allowance(look); allowed > 0; allowed--) {
      pacer.count(look);
      sent.push(look);
    }
  }
  return { sent, pacer };
}

const everyMs = (count: number) => Array.from({ length: count }, (_, ms) => start + ms * 1e6);

describe("sends are spread evenly", () => {
  test.each([
    [1000, 64, 1000],
    [100, 64, 100],
    [10_000, 64, 9991],
    [50, 64, 50],
  ])("at %i/s, looked after every millisecond for a second", (rate, batch, count) => {
    const { sent, pacer } = run(rate, batch, everyMs(1000));
    expect(sent.length).toBe(count);
    expect(pacer.rate).toBeCloseTo(rate, -Math.log10(rate) + 3);
  });
});

test("a stall is followed by one batch at the most, not by all that was missed", () => {
  const { sent, pacer } = run(1000, 8, [start, start + 1e9, start + 1e9, start + 1.001e9]);
  expect(sent.filter((when) => when === start + 1e9).length).toBe(8 + 1);
  expect(pacer.largestGap).toBe(1e9);
});

test("a pause that was meant is no gap and owes nothing", () => {
  const pacer = new Pacer(1000, 64, start);
  pacer.count(start);
  pacer.resume(start + 5e9);
  expect(pacer.allowance(start + 5e9)).toBe(1);
  pacer.count(start + 5e9);
  expect(pacer.largestGap).toBe(0);
});

test("pauses that were meant do not lower the rate, however many and wherever", () => {
  const pacer = new Pacer(1000, 64, start);
  let now: number = start;
  for (let round = 0; round < 3; round++) {
    pacer.resume(now);
    for (const end = now + 1e9; now < end; now += 1e6) {
      for (let allowed = pacer.allowance(now); allowed > 0; allowed--) pacer.count(now);
    }
    now += 5e9;
  }
  pacer.resume(now);
  pacer.resume(now + 7e9);
  expect(pacer.sent).toBe(3000);
  expect(pacer.rate).toBeCloseTo(1000, -1);
});

test("there is no rate before there are two sends, also after pauses", () => {
  const pacer = new Pacer(1000, 64, start);
  pacer.resume(start + 5e9);
  pacer.resume(start + 9e9);
  expect(pacer.rate).toBeUndefined();
  pacer.count(start + 9e9);
  pacer.resume(start + 19e9);
  expect(pacer.rate).toBeUndefined();
});

test("whatever the moments, no stretch of time holds more than its share and one batch", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.array(fc.integer({ min: 0, max: 50_000_000 }), { maxLength: 60 }),
      (rate, gaps) => {
        const looks: number[] = [];
        let now: number = start;
        for (const gap of gaps) looks.push((now += gap));
        const { sent } = run(rate, 16, looks);
        for (let from = 0; from < sent.length; from += 7) {
          const stretch = sent[sent.length - 1]! - sent[from]!;
          const share = (stretch * rate) / 1e9;
          expect(sent.length - from).toBeLessThanOrEqual(share + 16 + 2);
        }
      },
    ),
  );
});
