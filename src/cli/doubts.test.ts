import { describe, expect, test } from "vitest";
import type { SelfCheck } from "../probe/index.ts";
import { nanoseconds } from "../units.ts";
import { doubtsOf } from "./doubts.ts";

const fine: SelfCheck = {
  ringDrops: 0,
  lateSends: 0,
  largestLateness: nanoseconds(0),
  lateness: { bounds: [], counts: [0], sum: nanoseconds(0) },
  clockSteps: 0,
  unseenSends: 0,
  heldBack: 0,
  strays: 0,
  skipped: 0,
  crowded: 0,
  putOff: nanoseconds(0),
  resetsSent: 5,
};
const run = { open: 5, byKernel: 5, byOurClock: 0 };

const mixed =
  "2 delays are from our own clock, the others from the kernel's: compare them with care";
const noReset =
  "SYN-ACKs came, but no RST was seen leaving: half-open entries stay at the target (see halfopen doctor)";
const unseen = "2 SYNs were answered but not seen leaving: such delays are from our own clock";

describe("what may have made the numbers of a run wrong", () => {
  test.each<[string, Partial<SelfCheck>, Partial<typeof run>, string[]]>([
    ["nothing", {}, {}, []],
    ["two clocks", {}, { byOurClock: 2 }, [mixed]],
    ["one clock, our own", {}, { byKernel: 0, byOurClock: 2 }, []],
    ["two clocks, for a reason that is told", { unseenSends: 2 }, { byOurClock: 2 }, [unseen]],
    ["no RST left", { resetsSent: 0 }, {}, [noReset]],
    ["no RST left yet: the only one may be on its way", { resetsSent: 0 }, { open: 1 }, []],
    ["no RST was called for", { resetsSent: 0 }, { open: 0 }, []],
  ])("%s", (_, check, facts, doubts) => {
    expect(doubtsOf({ ...fine, ...check }, { ...run, ...facts })).toEqual(doubts);
  });

  test("a method that sees no RSTs says nothing of them", () => {
    const { resetsSent: _, ...blind } = fine;
    expect(doubtsOf(blind, run)).toEqual([]);
  });
});
