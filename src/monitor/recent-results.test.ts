import fc from "fast-check";
import { expect, test } from "vitest";
import { resultsOf } from "../../test/support/results.ts";
import type { ProbeResult } from "../probe/index.ts";
import { RecentResults, recentCapacity } from "./recent-results.ts";

const endpoint = { address: "192.0.2.1", port: 443, family: 4 } as const;
const result = (index: number) => ({ index }) as ProbeResult;
const indexes = (recent: RecentResults) => recent.list().map(({ index }) => index);

test("the latest results are kept, newest first", () => {
  const recent = new RecentResults(endpoint, 3);
  expect(recent.last).toBeUndefined();
  for (let index = 1; index <= 5; index++) recent.push(result(index));
  expect(indexes(recent)).toEqual([5, 4, 3]);
  expect(recent.last?.index).toBe(5);
});

test("when each may keep less or more, the latest stay and the order holds", () => {
  const recent = new RecentResults(endpoint, 4);
  for (let index = 1; index <= 6; index++) recent.push(result(index));
  recent.resize(2);
  expect(indexes(recent)).toEqual([6, 5]);
  recent.push(result(7));
  expect(indexes(recent)).toEqual([7, 6]);
  recent.resize(3);
  recent.push(result(8));
  expect(indexes(recent)).toEqual([8, 7, 6]);
});

test("however many endpoints there are, together they keep a bounded number", () => {
  expect(recentCapacity(0)).toBe(30);
  expect(recentCapacity(1000)).toBe(10);
  expect(recentCapacity(100_000)).toBe(3);
});

test("whatever a result says, it is given back as it was, and its own endpoint with it", () => {
  fc.assert(
    fc.property(fc.array(resultsOf(endpoint), { maxLength: 40 }), fc.nat(6), (list, more) => {
      const recent = new RecentResults(endpoint, 3);
      for (const one of list) recent.push(one);
      expect(recent.list()).toStrictEqual(list.slice(-3).toReversed());
      expect(recent.last).toStrictEqual(list.at(-1));
      expect(recent.list().every((one) => one.endpoint === endpoint)).toBe(true);
      recent.resize(3 + more);
      for (const one of list) recent.push(one);
      const all = [...list.slice(-3), ...list];
      expect(recent.list()).toStrictEqual(all.slice(-3 - more).toReversed());
    }),
  );
});
