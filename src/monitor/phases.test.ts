import fc from "fast-check";
import { expect, test } from "vitest";
import { nanosecondsFromSeconds } from "../units.ts";
import { Phases } from "./phases.ts";

test("any number of endpoints is spread evenly over the interval: no tenth of it has twice its share", () => {
  const interval = nanosecondsFromSeconds(5);
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 5000 }), (endpoints) => {
      const phases = new Phases();
      const tenths = Array.from({ length: 10 }, () => 0);
      for (let n = 0; n < endpoints; n++) {
        const phase = phases.next(interval);
        expect(phase).toBeGreaterThanOrEqual(0);
        expect(phase).toBeLessThan(interval);
        tenths[Math.floor((phase / interval) * 10)]!++;
      }
      expect(Math.max(...tenths)).toBeLessThanOrEqual(endpoints / 10 + 4);
    }),
    { numRuns: 15 },
  );
});
