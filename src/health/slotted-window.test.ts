import fc from "fast-check";
import { expect, test } from "vitest";
import { quantile } from "../stats/index.ts";
import { nanoseconds } from "../units.ts";
import { SlottedWindow } from "./slotted-window.ts";

const length = 10_000;
const slotOf = (time: number) => Math.floor(time / (length / 10));
const happenings = fc.array(
  fc.record({
    wait: fc.oneof(fc.nat(300), fc.nat(15_000)),
    lost: fc.boolean(),
    rtt: fc.option(fc.nat(2 ** 40), { nil: undefined }),
  }),
  { maxLength: 80 },
);

test("it tells what was in the slot at hand and the nine before, whatever came and when", () => {
  fc.assert(
    fc.property(fc.nat(100_000), happenings, fc.nat(15_000), (start, list, later) => {
      const window = new SlottedWindow(length);
      let now = start;
      const all = list.map(({ wait, lost, rtt }) => {
        now += wait;
        window.record(now, lost, rtt === undefined ? undefined : nanoseconds(rtt));
        return { now, lost, rtt };
      });
      now += later;
      const within = all.filter((one) => slotOf(now) - slotOf(one.now) < 10);
      const delays = within.flatMap(({ rtt }) => rtt ?? []).toSorted((a, b) => a - b);
      const { sent, lost, max, p50, p95, p99 } = window.summary(now);
      expect({ sent, lost, max }).toEqual({
        sent: within.length,
        lost: within.filter((one) => one.lost).length,
        max: delays.at(-1),
      });
      for (const [share, told] of [
        [0.5, p50],
        [0.95, p95],
        [0.99, p99],
      ] as const) {
        const exact = quantile(delays, share);
        if (exact === undefined) expect(told).toBeUndefined();
        else {
          expect(Math.abs(told! - exact)).toBeLessThanOrEqual(exact * 0.011);
          expect(told).toBeLessThanOrEqual(max!);
        }
      }
    }),
  );
});

test("of one delay all is exact", () => {
  const window = new SlottedWindow(length);
  const rtt = nanoseconds(12_345_678);
  window.record(0, false, rtt);
  expect(window.summary(0)).toEqual({ sent: 1, lost: 0, p50: rtt, p95: rtt, p99: rtt, max: rtt });
});
