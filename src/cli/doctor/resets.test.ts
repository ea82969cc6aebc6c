import { describe, expect, test } from "vitest";
import { RttSamples } from "../../stats/index.ts";
import type { LoopbackRun } from "./loopback.ts";
import { checkResets } from "./resets.ts";

const rtt = new RttSamples().summary();
const syn = (answered: number, resetsSent: number): LoopbackRun => ({
  method: "syn",
  family: 4,
  sent: 50,
  answered,
  rtt,
  resetsSent,
});
const connect: LoopbackRun = { method: "connect", family: 4, sent: 50, answered: 50, rtt };

const remedy = "nft insert rule inet f out tcp flags rst accept";
const rules = (...written: string[]) =>
  written.map((rule) => ({ rule, chain: "inet f out", remedy }));

describe("whether our RSTs leave", () => {
  test.each([
    ["every one does", [syn(50, 50), connect], [], "ok", undefined],
    ["more than one for each", [syn(50, 53)], [], "ok", undefined],
    ["none does", [syn(50, 0)], [], "failed", /nft list ruleset/],
    ["some do not", [syn(50, 49)], [], "failed", /half-open entry/],
    ["a rule eats them", [syn(50, 0)], rules("drop"), "failed", /`nft insert rule inet f out /],
    ["here, but perhaps not elsewhere", [syn(50, 50)], rules("drop"), "warning", /elsewhere/],
    ["no firewall to be read", [syn(50, 50)], undefined, "ok", undefined],
    ["nothing was answered", [syn(0, 0)], [], "unknown", /syn/],
    ["only connect works", [connect], undefined, "unknown", /syn/],
  ] as const)("%s", (_, runs, obstacles, verdict, advice) => {
    const check = checkResets(runs, obstacles);
    expect(check.verdict).toBe(verdict);
    if (advice === undefined) expect(check).not.toHaveProperty("remedy");
    else expect(check.remedy).toMatch(advice);
  });

  test("what was seen, and what was not looked at", () => {
    expect(checkResets([syn(50, 50)], undefined).seen).toEqual([
      "IPv4: 50 SYN-ACKs, 50 RSTs seen leaving",
      "firewall rules: not checked, that takes root and nft",
    ]);
    expect(checkResets([syn(50, 0)], rules("a", "b", "c", "d")).seen.slice(1)).toEqual([
      "firewall, inet f out: a",
      "firewall, inet f out: b",
      "firewall, inet f out: c",
      "firewall: and more such rules",
    ]);
  });
});
