import { describe, expect, test } from "vitest";
import * as example from "../../../test/examples/probe-events.ts";
import { allOpen, counted } from "../../../test/examples/summaries.ts";
import { lineSchema } from "../../../test/schema/json.ts";
import { RttSamples } from "../../stats/index.ts";
import { eventJson, probeLine, summaryLine } from "./json.ts";

const read = (line: string): unknown => JSON.parse(line);

const eventOutput = example.events
  .map((event) => eventJson("example.com:443", event))
  .filter((line) => line !== undefined);

describe("every line that can be written fits the schema", () => {
  test.each(eventOutput)("%s", (line) => {
    expect(lineSchema.parse(read(line))).toEqual(read(line));
  });

  test.each([
    ["whole", allOpen],
    ["empty", { ...allOpen, tally: counted({}), rtt: new RttSamples().summary() }],
    ["doubtful", { ...allOpen, rtt: { ...allOpen.rtt, exact: false }, warnings: ["stepped"] }],
    ["with rejections", { ...allOpen, tally: counted({ sent: 1 }, { truncated: 1 }) }],
    ["of a zone", { ...allOpen, endpoint: { address: "fe80::7", family: 6, port: 1, zone: "lo" } }],
  ] as const)("a summary, %s", (_, summary) => {
    const line = summaryLine(summary);
    expect(lineSchema.parse(read(line))).toEqual(read(line));
  });
});

describe("the schema refuses what must never be written", () => {
  const open = read(probeLine("example.com:443", example.open)) as Record<string, unknown>;
  const timeout = read(probeLine("example.com:443", example.timeout)) as Record<string, unknown>;
  const summary = read(summaryLine(allOpen)) as Record<string, unknown>;
  test.each([
    ["a field that nobody named", { ...open, colour: "green" }],
    ["null for unknown", { ...open, sequence: null }],
    ["an open probe without its delay", { ...open, rttMs: undefined }],
    ["a lost probe with a delay", { ...timeout, rttMs: 1 }],
    ["a delay finer than the kernel's stamps", { ...open, rttMs: 0.0000005 }],
    ["a negative delay", { ...open, rttMs: -1 }],
    ["an unknown outcome", { ...open, outcome: "up" }],
    ["an unknown event", { ...open, event: "rejected" }],
    ["a stamp without nanoseconds", { ...open, sentAt: "2026-01-01T00:00:00Z" }],
    ["port 0", { ...open, port: 0 }],
    ["a summary without a counter", { ...summary, late: undefined }],
    ["a loss of more than all", { ...summary, lossRatio: 1.5 }],
    ["a reason that never occurred", { ...summary, rejected: { "wrong-ack": 0 } }],
  ])("%s", (_, line) => {
    expect(lineSchema.safeParse(line).success).toBe(false);
  });
});
