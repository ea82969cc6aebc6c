import { expect, test } from "vitest";
import type { Result } from "../../../src/api/contract.ts";
import { answerFacts } from "./reply-facts.ts";

const result = { at: 0, outcome: "open", method: "syn", clock: "kernel" } satisfies Result;

test.each([
  [
    "a segment, its options among the rest",
    {
      reply: {
        flags: ["SYN", "ACK"],
        ttl: 56,
        options: { mss: 1460, sackPermitted: true, timestamps: { value: 1, echo: 2 } },
      },
    },
    [
      ["", "SYN ACK"],
      ["ttl", "56"],
      ["mss", "1460"],
      ["sackPermitted", ""],
      ["timestamps value", "1"],
      ["timestamps echo", "2"],
    ],
  ],
  [
    "an ICMP error",
    { icmp: { type: 3, code: 13, sender: "192.0.2.1" } },
    [
      ["type", "3"],
      ["code", "13"],
      ["sender", "192.0.2.1"],
    ],
  ],
  [
    "what this machine could not do",
    { error: { code: "ENETUNREACH", message: "no route" } },
    [
      ["code", "ENETUNREACH"],
      ["message", "no route"],
    ],
  ],
  ["no answer", {}, []],
])("%s", (_name, answer, expected) => {
  expect(answerFacts({ ...result, ...answer })).toEqual(expected);
});
