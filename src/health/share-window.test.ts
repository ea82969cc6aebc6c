import fc from "fast-check";
import { expect, test } from "vitest";
import { ShareWindow } from "./share-window.ts";

test("no share is told until half of the window has passed and five things are in it", () => {
  const window = new ShareWindow(10_000);
  for (let n = 0; n < 5; n++) window.record(n * 1000, true);
  expect(window.share(4999)).toBeUndefined();
  expect(window.share(5000)).toBe(1);
});

test("what is in it is what happened within its length, a tenth of it more at the most", () => {
  const happenings = fc.array(fc.record({ wait: fc.nat(3000), hit: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.nat(100_000), happenings, (start, list) => {
      const window = new ShareWindow(10_000);
      const times: number[] = [];
      let now = start;
      for (const { wait, hit } of list) {
        now += wait;
        window.record(now, hit);
        times.push(now);
      }
      const within = (age: number) => times.filter((time) => now - time < age).length;
      expect(window.total).toBeGreaterThanOrEqual(within(9000));
      expect(window.total).toBeLessThanOrEqual(within(10_000));
      expect(window.hits).toBeLessThanOrEqual(window.total);
    }),
  );
});
