import { describe, expect, test } from "vitest";
import * as example from "../../../test/examples/probe-events.ts";
import { flawless, toldOf } from "../../sweep/index.ts";
import { nanoseconds } from "../../units.ts";
import { type Carried, nothingCarried, packCarried, unpackCarried } from "./carried.ts";
import { Score } from "./score.ts";

const score = new Score();
score.take({ ...toldOf(example.open, 1), rtt: nanoseconds(1_200_000) });
score.take(toldOf(example.timeout, 1));
score.reject("wrong-ack");
const carried: Carried = {
  score: score.facts(),
  check: { ...flawless, ringDrops: 7, heldBack: 2, clockSteps: 1 },
  elapsed: nanoseconds(5e9),
};

const through = (one: Carried): Carried =>
  unpackCarried(JSON.parse(JSON.stringify(packCarried(one))), "a.resume");

test.each([
  ["what was found and what casts doubt on it", carried],
  ["nothing", nothingCarried],
])("%s is carried over to the next run", (_, one) => {
  expect(through(one)).toEqual(one);
});

describe("what cannot have been written is refused", () => {
  const packed = packCarried(carried) as object;
  test.each([
    ["nothing", undefined],
    ["no check", { ...packed, check: undefined }],
    ["no groups", { ...packed, groups: 7 }],
    ["a broken distribution", { ...packed, groups: [{ outcome: "open", count: 1, rtt: "%%" }] }],
  ])("%s", (__, damaged) => {
    expect(() => unpackCarried(damaged, "a.resume")).toThrow(
      expect.objectContaining({
        code: "RESUME_REFUSED",
        message: "a.resume is damaged, and cannot be gone on from",
      }),
    );
  });
});
