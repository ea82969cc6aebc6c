import { describe, expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import { ProxySuspicion } from "./proxy-suspicion.ts";
import type { ProbeResult } from "./result.ts";

const address = "192.0.2.7";

type Answer = { outcome: "open" | "closed"; ttl: number; rttMs: number; from?: string };

const resultOf = ({ outcome, ttl, rttMs, from = address }: Answer): ProbeResult => ({
  endpoint: { address: from, family: 4, port: outcome === "open" ? 443 : 1 },
  index: 1,
  method: "syn",
  clock: "kernel",
  sentAt: { seconds: 0, nanoseconds: 0 },
  outcome,
  rtt: nanoseconds(rttMs * 1e6),
  reply: { ttl },
});

const open = (ttl: number, rttMs: number): Answer => ({ outcome: "open", ttl, rttMs });
const closed = (ttl: number, rttMs: number): Answer => ({ outcome: "closed", ttl, rttMs });
const thrice = (answer: Answer): Answer[] => [answer, answer, answer];

describe("a SYN proxy is suspected", () => {
  test.each([
    ["never by open ports alone", [open(56, 10), open(57, 2)], undefined],
    ["not when both come from one distance", [open(56, 10), closed(56, 11)], undefined],
    ["not when initial TTLs differ but hops do not", [open(56, 10), closed(247, 10)], undefined],
    ["when the SYN-ACK comes from nearer", [open(62, 10), closed(56, 11)], /2 hops.*8$/],
    [
      "when it comes from another machine of the same distance but far sooner",
      [...thrice(open(56, 2)), ...thrice(closed(56, 10))],
      /less than half the time/,
    ],
    ["not by the delay of one lucky answer", [open(56, 2), ...thrice(closed(56, 10))], undefined],
    [
      "not when the RST is the faster",
      [...thrice(open(56, 10)), ...thrice(closed(56, 2))],
      undefined,
    ],
    [
      "by nothing that another address said",
      [open(62, 10), { ...closed(56, 10), from: "192.0.2.8" }],
      undefined,
    ],
  ] as const)("%s", (_, answers, sentence) => {
    const suspicion = new ProxySuspicion();
    for (const answer of answers) suspicion.take(resultOf(answer));
    const said = suspicion.of({ address });
    if (sentence === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(sentence);
  });
});
