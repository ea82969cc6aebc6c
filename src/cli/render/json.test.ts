import { describe, expect, test } from "vitest";
import * as example from "../../../test/examples/probe-events.ts";
import { allOpen, counted } from "../../../test/examples/summaries.ts";
import { RttSamples } from "../../stats/index.ts";
import { nanoseconds } from "../../units.ts";
import { eventJson, probeLine, summaryLine } from "./json.ts";

const target = "example.com:443";

/** What every line about the example's first probe begins with, after the event. */
const begin = (index: number) =>
  `"target":"example.com:443","address":"192.0.2.7","port":443,"family":4,"index":${index},"method":"syn","clock":"kernel","sentAt":"2026-01-01T00:00:00.000000000Z","source":{"address":"198.51.100.2","port":50123},"sequence":3029575850`;
const synAck =
  '"reply":{"flags":["SYN","ACK"],"acknowledgment":3029575851,"sequence":1603741700,"window":64240,"ttl":56,"options":{"mss":1460,"windowScale":7,"sackPermitted":true},"hops":8}';

describe("a probe", () => {
  test.each([
    [example.open, `{"event":"probe",${begin(1)},"outcome":"open","rttMs":11.402113,${synAck}}`],
    [
      example.closed,
      `{"event":"probe",${begin(2)},"outcome":"closed","rttMs":0.008312,"reply":{"flags":["ACK","RST"],"acknowledgment":3029575851,"sequence":0,"window":0,"ttl":56,"options":{},"hops":8}}`,
    ],
    [
      example.unreachable,
      `{"event":"probe",${begin(3)},"outcome":"unreachable","rttMs":0.00085,"icmp":{"type":3,"code":13,"name":"communication-administratively-prohibited","kind":"prohibited","sender":"198.51.100.1"}}`,
    ],
    [example.timeout, `{"event":"probe",${begin(4)},"outcome":"timeout","waitedMs":2000}`],
    [
      example.failed,
      `{"event":"probe",${begin(5)},"outcome":"error","error":{"code":"ENETUNREACH","message":"network is unreachable","remedy":"see \`ip route\`"}}`,
    ],
    [
      example.viaIpv6,
      '{"event":"probe","target":"example.com:443","address":"fe80::7","port":22,"family":6,"zone":"eth0","index":6,"method":"connect","clock":"user","sentAt":"2026-01-01T00:00:01.999999999Z","source":{"address":"fe80::2","port":50124},"outcome":"open","rttMs":12000,"reply":{"flags":["ECE","ACK","SYN"],"acknowledgment":3029575851,"sequence":1603741700,"window":64240,"ttl":63,"options":{"timestamps":{"value":7,"echo":9}},"hops":1}}',
    ],
  ])("$outcome", (result, line) => {
    expect(probeLine(target, result)).toBe(line);
  });
});

describe("what comes besides", () => {
  test.each([
    ["late", example.late, `{"event":"late",${begin(4)},"rttMs":2311,${synAck}}`],
    ["duplicate", example.duplicate, `{"event":"duplicate",${begin(1)},"rttMs":11.5,${synAck}}`],
    [
      "retransmitted",
      example.retransmitted,
      `{"event":"duplicate",${begin(1)},"retransmitted":true,"rttMs":11.5,${synAck}}`,
    ],
    ["rejected: only counted", example.rejected, undefined],
    ["sent: the probe tells", example.sent, undefined],
    ["abandoned: nothing came of it", example.abandoned, undefined],
    ["a probe", { event: "probe", result: example.open } as const, probeLine(target, example.open)],
  ])("%s", (_, event, line) => {
    expect(eventJson(target, event)).toBe(line);
  });
});

describe("a summary", () => {
  test("has every counter, also those that are zero", () => {
    expect(summaryLine(allOpen)).toBe(
      '{"event":"summary","target":"example.com:443","address":"192.0.2.7","port":443,"sent":5,"open":5,"closed":0,"unreachable":0,"timeout":0,"error":0,"late":0,"duplicate":0,"retransmitted":0,"rejected":{},"lossRatio":0,"elapsedMs":4004.1,"rtt":{"count":5,"minMs":11.2,"meanMs":11.4,"maxMs":11.9,"stddevMs":0.2,"p50Ms":11.4,"p90Ms":11.9,"p99Ms":11.9,"variationMs":0.3}}',
    );
  });

  test("leaves out what no sample defines", () => {
    const nothing = { ...allOpen, tally: counted({ error: 1 }), rtt: new RttSamples().summary() };
    expect(JSON.parse(summaryLine(nothing))).toMatchObject({ error: 1, rtt: { count: 0 } });
    expect(summaryLine(nothing)).not.toMatch(/null|NaN|lossRatio|minMs|warnings/);
  });

  test("counts what was rejected by its reason, and carries the warnings", () => {
    const doubtful = {
      ...allOpen,
      tally: counted({ sent: 1, timeout: 1 }, { "wrong-ack": 2 }),
      warnings: ["the clock was stepped"],
    };
    expect(JSON.parse(summaryLine(doubtful))).toMatchObject({
      rejected: { "wrong-ack": 2 },
      lossRatio: 1,
      warnings: ["the clock was stepped"],
    });
  });

  test.each([1, 7, 999_999, 1_000_001, 11_402_113, 9_007_199_254_740])(
    "%i ns keep all their digits",
    (delay) => {
      const line = summaryLine({ ...allOpen, elapsed: nanoseconds(delay) });
      const digits = `${Math.floor(delay / 1e6)}.${String(delay % 1e6).padStart(6, "0")}`;
      expect(line).toContain(`"elapsedMs":${digits.replace(/\.?0+$/, "")},`);
    },
  );
});
