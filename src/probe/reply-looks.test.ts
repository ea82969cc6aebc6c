import { expect, test } from "vitest";
import { ReplyLooks } from "./reply-looks.ts";
import type { SegmentFacts } from "./result.ts";

const synAck: SegmentFacts = {
  flags: ["SYN", "ACK"],
  sequence: 1,
  acknowledgment: 2,
  window: 64240,
  ttl: 56,
  options: { mss: 1460, windowScale: 7, sackPermitted: true, timestamps: { value: 1, echo: 2 } },
};
const { sackPermitted: _, ...withoutSack } = synAck.options;

test.each([
  ["nothing", synAck, []],
  ["what every reply has anew", { ...synAck, sequence: 9, acknowledgment: 8 }, []],
  [
    "another timestamp value",
    { ...synAck, options: { ...synAck.options, timestamps: { value: 7, echo: 8 } } },
    [],
  ],
  ["a hop more", { ...synAck, ttl: 55 }, ["ttl"]],
  [
    "another stack",
    { ...synAck, window: 8192, options: {} },
    ["window", "mss", "window-scale", "sack-permitted", "timestamps"],
  ],
  ["an option gone", { ...synAck, options: withoutSack }, ["sack-permitted"]],
] as const)("%s since the last reply", (_name, reply, changes) => {
  const looks = new ReplyLooks();
  expect(looks.compare("open", synAck)).toEqual([]);
  expect(looks.compare("open", reply)).toEqual(changes);
});

test("a change is told once: the new look is what the next is compared with", () => {
  const looks = new ReplyLooks();
  const moved = { ...synAck, ttl: 55 };
  expect([synAck, moved, moved].map((reply) => looks.compare("open", reply))).toEqual([
    [],
    ["ttl"],
    [],
  ]);
});

test("a RST is not compared with a SYN-ACK", () => {
  const looks = new ReplyLooks();
  looks.compare("open", synAck);
  expect(
    looks.compare("closed", { ...synAck, flags: ["RST", "ACK"], window: 0, options: {} }),
  ).toEqual([]);
});
