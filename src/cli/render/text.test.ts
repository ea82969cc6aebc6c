import { describe, expect, test } from "vitest";
import * as example from "../../../test/examples/probe-events.ts";
import type { ProbeEvent, ProbeResult } from "../../probe/index.ts";
import { coloured, plain } from "../style.ts";
import { eventLines } from "./text.ts";

const look = { style: plain, verbose: false, timestamps: false };
const told = (result: ProbeResult): ProbeEvent => ({ event: "probe", result });
const { rejected } = example;

describe("one line for each event", () => {
  test.each([
    [
      told(example.open),
      "syn-ack from 192.0.2.7:443: index=1 ttl=56 win=64240 mss=1460 rtt=11.402 ms",
    ],
    [told(example.closed), "rst from 192.0.2.7:443: index=2 ttl=56 win=0 rtt=8.312 µs (closed)"],
    [
      told(example.unreachable),
      "unreachable 192.0.2.7:443: index=3 from=198.51.100.1 type=3 code=13 rtt=850 ns (communication-administratively-prohibited)",
    ],
    [told(example.timeout), "timeout for 192.0.2.7:443: index=4 waited=2000 ms"],
    [
      told(example.failed),
      "error for 192.0.2.7:443: index=5 code=ENETUNREACH (network is unreachable)",
    ],
    [
      told(example.viaIpv6),
      "syn-ack from [fe80::7%eth0]:22: index=6 ttl=63 win=64240 rtt=12.000 s clock=user",
    ],
    [
      example.late,
      "late syn-ack from 192.0.2.7:443: index=4 ttl=56 win=64240 mss=1460 rtt=2311.000 ms",
    ],
    [
      example.duplicate,
      "duplicate syn-ack from 192.0.2.7:443: index=1 ttl=56 win=64240 mss=1460 rtt=11.500 ms",
    ],
    [
      example.retransmitted,
      "retransmitted syn-ack from 192.0.2.7:443: index=1 ttl=56 win=64240 mss=1460 rtt=11.500 ms",
    ],
    [rejected, "rejected from 192.0.2.7:443: index=1 ttl=56 reason=wrong-ack"],
    [
      {
        event: "rejected",
        endpoint: { address: "2001:db8::7", family: 6, port: 443 },
        reason: "wrong-port",
        from: { address: "2001:db8::7", port: 444 },
        ttl: 64,
      } as const,
      "rejected from [2001:db8::7]:444: ttl=64 reason=wrong-port",
    ],
  ])("$event $result.outcome", (event, line) => {
    expect(eventLines(event, look)).toEqual([line]);
  });
});

test.each([example.sent, example.abandoned])("$event goes untold unless -v asks", (event) => {
  expect(eventLines(event, { ...look, timestamps: true })).toEqual([]);
});

describe("-v tells the SYN and its answer around the line", () => {
  const verbose = { ...look, verbose: true };

  test("sent", () => {
    expect(eventLines(example.sent, verbose)).toEqual([
      "  source address 198.51.100.2, port 50123",
      "  destination address 192.0.2.7, port 443",
      "  sequence number 3029575850",
      "  SYN sent at 2026-01-01T00:00:00.000000000Z",
    ]);
  });

  test("sent, with an interface and a zone, and a sequence number that the kernel keeps", () => {
    expect(eventLines({ event: "sent", facts: example.viaIpv6 }, verbose)).toEqual([
      "  source address fe80::2 (eth0), port 50124",
      "  destination address fe80::7%eth0, port 22",
      "  SYN sent at 2026-01-01T00:00:01.999999999Z",
    ]);
  });

  test("open", () => {
    expect(eventLines(told(example.open), verbose)).toEqual([
      "  SYN-ACK received from address 192.0.2.7, port 443 to address 198.51.100.2, port 50123",
      "  acknowledgment number 3029575851, sequence number 1603741700",
      "  window 64240, mss 1460, window scale 7, sack permitted",
      "  flags SYN ACK",
      "  ttl 56, 8 hops away",
      "syn-ack from 192.0.2.7:443: index=1 ttl=56 win=64240 mss=1460 rtt=11.402 ms",
    ]);
  });

  test("closed", () => {
    expect(eventLines(told(example.closed), verbose)).toEqual([
      "  RST received from address 192.0.2.7, port 443 to address 198.51.100.2, port 50123",
      "  acknowledgment number 3029575851, sequence number 0",
      "  window 0, no options",
      "  flags ACK RST",
      "  ttl 56, 8 hops away",
      "rst from 192.0.2.7:443: index=2 ttl=56 win=0 rtt=8.312 µs (closed)",
    ]);
  });

  test("open, with ECN and a zone", () => {
    expect(eventLines(told(example.viaIpv6), verbose).slice(0, -1)).toEqual([
      "  SYN-ACK received from address fe80::7%eth0, port 22 to address fe80::2, port 50124",
      "  acknowledgment number 3029575851, sequence number 1603741700",
      "  window 64240, timestamps 7 9",
      "  flags ECE ACK SYN (ECN)",
      "  ttl 63, 1 hop away",
    ]);
  });

  test("abandoned", () => {
    expect(eventLines(example.abandoned, verbose)).toEqual([
      "  no longer waiting for 192.0.2.7:443: index=9",
    ]);
  });

  test.each([
    ["timeout: nothing came", told(example.timeout), 0],
    ["unreachable: no segment came", told(example.unreachable), 0],
    ["error: nothing was sent", told(example.failed), 0],
    ["late", example.late, 5],
    ["duplicate", example.duplicate, 5],
    ["rejected: nothing is believed", rejected, 0],
  ])("%s", (_, event, details) => {
    expect(eventLines(event, verbose)).toHaveLength(details + 1);
  });

  test.each([
    [255, "0 hops"],
    [200, "55 hops"],
    [128, "0 hops"],
    [64, "0 hops"],
    [63, "1 hop"],
    [33, "31 hops"],
    [30, "2 hops"],
  ])("ttl %i is %s away", (ttl, hops) => {
    const event = { ...example.late, reply: { ...example.synAck, ttl } } as ProbeEvent;
    expect(eventLines(event, verbose)).toContain(`  ttl ${ttl}, ${hops} away`);
  });
});

describe("-D begins each line with the moment that it tells of", () => {
  test.each([
    ["the reply's arrival", told(example.open), "2026-01-01T00:00:00.011402113Z"],
    ["the end of the wait", told(example.timeout), "2026-01-01T00:00:02.000000000Z"],
    ["the attempt", told(example.failed), "2026-01-01T00:00:00.000000000Z"],
    ["over the end of a second", told(example.viaIpv6), "2026-01-01T00:00:13.999999999Z"],
    ["the late reply's arrival", example.late, "2026-01-01T00:00:02.311000000Z"],
    ["the rejected segment's arrival", rejected, "2026-01-01T00:00:00.000000005Z"],
  ])("%s", (_, event, stamp) => {
    const [line] = eventLines(event, { ...look, timestamps: true });
    expect(line).toBe(`[${stamp}] ${eventLines(event, look)[0]}`);
  });

  test("the SYN's leaving", () => {
    const [line] = eventLines(example.sent, { ...look, verbose: true, timestamps: true });
    expect(line).toMatch(/^\[2026-01-01T00:00:00.000000000Z\]   source address/);
  });

  test("every line of a verbose block", () => {
    const lines = eventLines(told(example.open), { ...look, verbose: true, timestamps: true });
    expect(lines.every((line) => line.startsWith("[2026-01-01T00:00:00.011402113Z] "))).toBe(true);
  });
});

test.each([
  ["good", told(example.open)],
  ["bad", told(example.closed)],
  ["bad", told(example.unreachable)],
  ["bad", told(example.timeout)],
  ["bad", told(example.failed)],
  ["bad", example.late],
  ["doubtful", example.duplicate],
  ["doubtful", rejected],
] as const)("on a terminal, %s news look so: $event", (meaning, event) => {
  const [line] = eventLines(event, look);
  expect(eventLines(event, { ...look, style: coloured })).toEqual([coloured[meaning](line ?? "")]);
});

test("text that is not coloured has no control character", () => {
  for (const event of example.events) {
    expect(eventLines(event, { ...look, verbose: true }).join("")).not.toMatch(/\p{Cc}/u);
  }
});
