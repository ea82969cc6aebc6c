import fc from "fast-check";
import { expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import { DelayQueue } from "./delay-queue.ts";
import { quantile } from "./quantile.ts";

const shares = [0, 0.5, 0.95, 0.99, 1];
const delays = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 52_000 }).map((power) => Math.floor(2 ** (power / 1000))),
);
const steps = fc.array(
  fc.oneof(
    delays.map((delay) => ({ delay })),
    fc.nat(8).map((drop) => ({ drop })),
  ),
  { maxLength: 200 },
);

test("its quantiles are those of what was pushed and not dropped, within 1.1 %", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const queue = new DelayQueue();
      let kept: number[] = [];
      for (const step of list) {
        if ("delay" in step) {
          queue.push(nanoseconds(step.delay));
          kept.push(step.delay);
        } else {
          const count = Math.min(step.drop, kept.length);
          queue.drop(count);
          kept = kept.slice(count);
        }
        expect(queue.length).toBe(kept.length);
        const sorted = kept.toSorted((one, other) => one - other);
        const told = queue.quantiles(shares, sorted.at(-1) ?? 0);
        expect(told).toHaveLength(kept.length === 0 ? 0 : shares.length);
        expect(told.at(-1)).toBe(sorted.at(-1));
        for (const [place, delay] of told.entries()) {
          const exact = quantile(sorted, shares[place]!)!;
          expect(Math.abs(delay - exact)).toBeLessThanOrEqual(exact * 0.011);
        }
      }
    }),
  );
});
