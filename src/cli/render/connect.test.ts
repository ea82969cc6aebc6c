import { describe, expect, test } from "vitest";
import { lineSchema } from "../../../test/schema/json.ts";
import { allOpen, counted } from "../../../test/examples/summaries.ts";
import type { ProbeResult } from "../../probe/index.ts";
import { nanoseconds } from "../../units.ts";
import { plain } from "../style.ts";
import { probeLine, summaryLine } from "./json.ts";
import { summaryLines } from "./summary.ts";
import { eventLines } from "./text.ts";

/** What `connect` knows is less than what `syn` sees, and nothing may be made up for it. */

const facts = {
  endpoint: { address: "192.0.2.7", family: 4, port: 443 },
  index: 1,
  method: "connect",
  sentAt: { seconds: 1_767_225_600, nanoseconds: 0 },
  source: { address: "198.51.100.2", port: 50123 },
} as const;

const reply = { window: 65160, options: { windowScale: 7, sackPermitted: true } } as const;
const rtt = nanoseconds(23_000);

const open: ProbeResult = { ...facts, clock: "kernel", outcome: "open", rtt, reply };
const resent: ProbeResult = { ...facts, clock: "kernel", outcome: "open", synsLost: 2, reply };
const closed: ProbeResult = { ...facts, clock: "user", outcome: "closed", rtt, reply: {} };
const slow: ProbeResult = { ...facts, clock: "user", outcome: "open", reply: {} };

const look = { style: plain, timestamps: false };
const known = '"source":{"address":"198.51.100.2","port":50123}';

describe("a handshake of the kernel's", () => {
  test.each<{ name: string; result: ProbeResult; text: string; json: string }>([
    {
      name: "open",
      result: open,
      text: "syn-ack from 192.0.2.7:443: index=1 win=65160 rtt=23 µs",
      json: `${known},"outcome":"open","rttMs":0.023,"reply":{"window":65160,"options":{"windowScale":7,"sackPermitted":true}}}`,
    },
    {
      name: "answered after two lost SYNs",
      result: resent,
      text: "syn-ack from 192.0.2.7:443: index=1 win=65160 syns-lost=2 rtt=unknown",
      json: `${known},"synsLost":2,"outcome":"open","reply":{"window":65160,"options":{"windowScale":7,"sackPermitted":true}}}`,
    },
    {
      name: "refused",
      result: closed,
      text: "rst from 192.0.2.7:443: index=1 rtt=23.000 µs clock=user (closed)",
      json: `${known},"outcome":"closed","rttMs":0.023,"reply":{}}`,
    },
    {
      name: "slower than what a platform without TCP_INFO can vouch for",
      result: slow,
      text: "syn-ack from 192.0.2.7:443: index=1 rtt=unknown",
      json: `${known},"outcome":"open","reply":{}}`,
    },
  ])("$name", ({ result, text, json }) => {
    expect(eventLines({ event: "probe", result }, { ...look, verbose: false })).toEqual([text]);
    const line = probeLine("example.com:443", result);
    expect(line.endsWith(json) ? json : line).toBe(json);
    expect(() => lineSchema.parse(JSON.parse(line))).not.toThrow();
  });

  test("in full: only what is known", () => {
    expect(eventLines({ event: "probe", result: open }, { ...look, verbose: true })).toEqual([
      "  SYN-ACK received from address 192.0.2.7, port 443 to address 198.51.100.2, port 50123",
      "  window 65160, window scale 7, sack permitted",
      "syn-ack from 192.0.2.7:443: index=1 win=65160 rtt=23 µs",
    ]);
    expect(eventLines({ event: "probe", result: closed }, { ...look, verbose: true })).toEqual([
      "  RST received from address 192.0.2.7, port 443 to address 198.51.100.2, port 50123",
      "rst from 192.0.2.7:443: index=1 rtt=23.000 µs clock=user (closed)",
    ]);
  });

  test("an open one by the kernel's clock never goes without a delay and a word why", () => {
    const { rtt: _, ...silent } = open as { rtt: unknown };
    const line = probeLine("example.com:443", silent as ProbeResult);
    expect(lineSchema.safeParse(JSON.parse(line)).success).toBe(false);
  });
});

describe("lost SYNs of answered probes", () => {
  const summary = { ...allOpen, tally: counted({ sent: 5, open: 5, retried: 2, synsLost: 3 }) };

  test("are loss in the summary, and told for themselves", () => {
    const [, counts, besides] = summaryLines(summary);
    expect(counts).toBe("5 probes sent, 5 open, 40% loss, time 4004 ms");
    expect(besides).toBe(
      "besides: 3 SYNs lost and sent again (in 2 answered probes, whose rtt is unknown)",
    );
  });

  test("are counted in JSON", () => {
    const line = summaryLine(summary);
    expect(JSON.parse(line)).toMatchObject({ synsLost: 3, retried: 2, lossRatio: 0.4 });
    expect(() => lineSchema.parse(JSON.parse(line))).not.toThrow();
  });
});
