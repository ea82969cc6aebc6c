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

describe("whether our RSTs leave", () => {
  test.each([
    ["every one does", [syn(50, 50), connect], [], "ok", undefined],
    ["more than one for each", [syn(50, 53)], [], "ok", undefined],
    ["none does", [syn(50, 0)], [], "failed", /nft insert rule .*tcp flags rst accept/],
    ["some do not", [syn(50, 49)], [], "failed", /half-open entry/],
    ["iptables eats them", [syn(50, 0)], ["-A OUTPUT -j DROP"], "failed", /iptables -I OUTPUT/],
    ["here, but perhaps not elsewhere", [syn(50, 50)], ["drop"], "warning", /elsewhere/],
    ["no firewall to be read", [syn(50, 50)], undefined, "ok", undefined],
    ["nothing was answered", [syn(0, 0)], [], "unknown", /syn/],
    ["only connect works", [connect], undefined, "unknown", /syn/],
  ] as const)("%s", (_, runs, obstacles, verdict, remedy) => {
    const check = checkResets(runs, obstacles);
    expect(check.verdict).toBe(verdict);
    if (remedy === undefined) expect(check).not.toHaveProperty("remedy");
    else expect(check.remedy).toMatch(remedy);
  });

  test("what was seen, and what was not looked at", () => {
    expect(checkResets([syn(50, 50)], undefined).seen).toEqual([
      "IPv4: 50 SYN-ACKs, 50 RSTs seen leaving",
      "firewall rules: not checked, that takes root and nft",
    ]);
    expect(checkResets([syn(50, 0)], ["a", "b", "c", "d"]).seen.slice(1)).toEqual([
      "firewall: a",
      "firewall: b",
      "firewall: c",
      "firewall: and more such rules",
    ]);
  });
});
