import { describe, expect, test } from "vitest";
import { RttSamples } from "../../stats/index.ts";
import type { LoopbackRun } from "./loopback.ts";
import { checkRing } from "./ring.ts";
import { checkSelfProbe, worksOf } from "./self-probe.ts";

const run = (method: LoopbackRun["method"], answered: number): LoopbackRun => ({
  method,
  family: 4,
  sent: 50,
  answered,
  rtt: new RttSamples().summary(),
});

test.each([
  ["syn", [run("syn", 1), run("connect", 50)]],
  ["connect", [run("syn", 0), run("connect", 50)]],
  ["connect", [run("connect", 50)]],
  ["none", [run("syn", 0), run("connect", 0), run("net.connect", 50)]],
  ["none", []],
])("what works best: %s", (expected, runs) => {
  expect(worksOf(runs)).toBe(expected);
});

describe("the check of the self-probe", () => {
  test.each([
    ["all answered", [run("syn", 50), run("connect", 50)], 0, "ok"],
    ["a late one", [run("syn", 50), run("connect", 50)], 1, "ok"],
    ["many late ones", [run("syn", 50), run("connect", 50)], 6, "warning"],
    ["one lost", [run("syn", 49), run("connect", 50)], 0, "warning"],
    ["none answered", [run("syn", 0), run("connect", 0)], 0, "failed"],
    ["nowhere to listen", [], 0, "failed"],
  ])("%s", (_, runs, lateSends, verdict) => {
    const check = checkSelfProbe({ runs, lateSends, clockSteps: 0 });
    expect(check.verdict).toBe(verdict);
    expect(check.seen).not.toEqual([]);
    expect(check.remedy === undefined).toBe(verdict === "ok");
  });
});

test.each([
  [undefined, "unknown"],
  [{ octets: 2 ** 23, blocks: 1024, drops: 0 }, "ok"],
  [{ octets: 2 ** 23, blocks: 1024, drops: 3 }, "failed"],
])("the check of the ring: %j is %s", (ring, verdict) => {
  expect(checkRing(ring).verdict).toBe(verdict);
});
