import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import { DelayVariation } from "./variation.ts";

type Reply = readonly [index: number, rtt: number];

const meanOf = (replies: readonly Reply[]): number | undefined => {
  const variation = new DelayVariation();
  for (const [index, rtt] of replies) variation.record(nanoseconds(rtt), index);
  return variation.mean;
};

describe("mean absolute delay variation of consecutive answered probes", () => {
  test.each<{ name: string; replies: Reply[]; expected: number | undefined }>([
    { name: "no reply", replies: [], expected: undefined },
    { name: "one reply", replies: [[1, 10]], expected: undefined },
    {
      name: "two in a row",
      replies: [
        [1, 10],
        [2, 13],
      ],
      expected: 3,
    },
    {
      name: "the same delay twice",
      replies: [
        [1, 10],
        [2, 10],
      ],
      expected: 0,
    },
    {
      name: "up and down alike",
      replies: [
        [1, 10],
        [2, 16],
        [3, 12],
      ],
      expected: 5,
    },
    {
      name: "a lost probe in between",
      replies: [
        [1, 10],
        [3, 90],
      ],
      expected: undefined,
    },
    {
      name: "a lost probe between pairs",
      replies: [
        [1, 10],
        [2, 12],
        [4, 90],
        [5, 94],
      ],
      expected: 3,
    },
    {
      name: "reordered replies",
      replies: [
        [3, 12],
        [1, 10],
        [2, 16],
      ],
      expected: 5,
    },
    {
      name: "neighbours 4096 probes later",
      replies: [
        [1, 10],
        [4097, 50],
        [2, 14],
      ],
      expected: 4,
    },
    {
      name: "neighbours later than that",
      replies: [
        [1, 10],
        [5000, 50],
        [5001, 51],
        [2, 14],
      ],
      expected: 1,
    },
  ])("$name", ({ replies, expected }) => {
    expect(meanOf(replies)).toBe(expected);
  });

  test("in any order of arrival equals the order of sending, and the definition", () => {
    const replies = fc
      .uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 60 })
      .chain((indexes) => fc.tuple(...indexes.map((i) => fc.tuple(fc.constant(i), fc.nat()))));
    fc.assert(
      fc.property(replies, (arrived: Reply[]) => {
        const rtts = new Map(arrived);
        const differences = arrived.flatMap(([index, rtt]) => {
          const next = rtts.get(index + 1);
          return next === undefined ? [] : [Math.abs(next - rtt)];
        });
        const total = differences.reduce((sum, difference) => sum + difference, 0);
        expect(meanOf(arrived)).toBe(
          differences.length === 0 ? undefined : total / differences.length,
        );
        expect(meanOf(arrived.toSorted(([a], [b]) => a - b))).toBe(meanOf(arrived));
      }),
    );
  });
});

test.each([
  [16, undefined],
  [32, 3],
])("with a horizon of %d probes, a neighbour that comes 19 later makes: %s", (horizon, mean) => {
  const variation = new DelayVariation(horizon);
  for (const [index, rtt] of [
    [1, 10],
    [20, 90],
    [2, 13],
  ] as const) {
    variation.record(nanoseconds(rtt), index);
  }
  expect(variation.mean).toBe(mean);
});
