import { describe, expect, test } from "vitest";
import type { TargetConfig } from "../config/index.ts";
import { EndpointHealth } from "./endpoint-health.ts";
import { TargetHealth } from "./target-health.ts";

const now = { wall: 1000, monotonic: 1000 };
const target = () => new TargetHealth<EndpointHealth>({ id: "web" } as TargetConfig, now.wall);
const endpoint = () =>
  new EndpointHealth(
    target(),
    { address: "192.0.2.7", family: 4, port: 443 },
    { wall: now.wall, monotonic: () => now.monotonic },
  );

describe("what a damaged history says of a subject is as if it had never been", () => {
  test.each([
    "",
    "{",
    "null",
    "7",
    "{}",
    "[]",
    "[1]",
    '["sideways",1,0,0,0,0,0]',
    '["up"]',
    '["up",{},0,0,0,0,0]',
  ])("%s", (memory) => {
    const [one, whole] = [endpoint(), target()];
    const before = [one.remember(), whole.remember()];
    one.recall(memory);
    whole.recall(memory, now);
    expect([one.remember(), whole.remember()]).toEqual(before);
    expect([one.memory, whole.memory]).toEqual(["", ""]);
  });
});
