import fc from "fast-check";
import { expect, test } from "vitest";
import * as example from "../../../test/examples/probe-events.ts";
import { toldOf } from "../../sweep/index.ts";
import { nanoseconds } from "../../units.ts";
import { Score } from "./score.ts";

const results = [
  example.open,
  example.closed,
  example.unreachable,
  example.timeout,
  example.failed,
];

test("scores of several threads add up to that of one, however they were shared", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ which: fc.nat(4), rtt: fc.integer({ min: 0, max: 1e9 }), thread: fc.nat(3) }),
      ),
      (samples) => {
        const one = new Score();
        const threads = [new Score(), new Score(), new Score(), new Score()];
        for (const { which, rtt, thread } of samples) {
          const result = results[which]!;
          const told = toldOf("rtt" in result ? { ...result, rtt: nanoseconds(rtt) } : result, 1);
          one.take(told);
          threads[thread]!.take(told);
        }
        const sum = new Score();
        for (const thread of threads) sum.add(structuredClone(thread.facts()));
        expect(sum.counters()).toEqual(one.counters());
        expect(sum.told).toBe(samples.length);
        expect(sum.answered.equals(one.answered)).toBe(true);
        expect(sum.groups.map(({ outcome, name, count }) => ({ outcome, name, count }))).toEqual(
          one.groups.map(({ outcome, name, count }) => ({ outcome, name, count })),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test("a delay that a stepped clock made negative counts as none", () => {
  const score = new Score();
  score.take({ ...toldOf(example.open, 1), rtt: nanoseconds(-5) });
  expect(score.answered.max).toBe(0);
});
