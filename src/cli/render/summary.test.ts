import { describe, expect, test } from "vitest";
import { allOpen, counted } from "../../../test/examples/summaries.ts";
import { RttSamples } from "../../stats/index.ts";
import { nanoseconds } from "../../units.ts";
import { coloured } from "../style.ts";
import { reportLines, summaryLines } from "./summary.ts";

const rttOf = (...samples: number[]) => {
  const collected = new RttSamples();
  samples.forEach((sample, at) => collected.record(nanoseconds(sample), at + 1));
  return collected.summary();
};

test("a summary is shaped like ping's, and percentiles follow", () => {
  expect(summaryLines(allOpen)).toEqual([
    "--- example.com:443 (192.0.2.7) ---",
    "5 probes sent, 5 open, 0% loss, time 4004 ms",
    "rtt min/avg/max/stddev = 11.200/11.400/11.900/0.200 ms",
    "rtt p50/p90/p99 = 11.400/11.900/11.900 ms",
    "delay variation = 300.000 µs",
  ]);
});

describe("the title names the address when the target does not", () => {
  test.each([
    ["192.0.2.7:443", { address: "192.0.2.7", family: 4, port: 443 }, "--- 192.0.2.7:443 ---"],
    [
      "[2001:db8::7]:443",
      { address: "2001:db8::7", family: 6, port: 443 },
      "--- [2001:db8::7]:443 ---",
    ],
    [
      "db.example:22",
      { address: "fe80::7", family: 6, port: 22, zone: "eth0" },
      "--- db.example:22 (fe80::7%eth0) ---",
    ],
  ] as const)("%s", (target, endpoint, title) => {
    expect(summaryLines({ ...allOpen, target, endpoint })[0]).toBe(title);
  });
});

describe("what was counted", () => {
  test.each([
    [counted({ sent: 1, open: 1 }), ["1 probe sent, 1 open, 0% loss, time 4004 ms"]],
    [counted({}), ["0 probes sent, 0 open, time 4004 ms"]],
    [counted({ error: 3 }), ["0 probes sent, 0 open, 3 could not be sent, time 4004 ms"]],
    [
      counted({ sent: 6, open: 3, closed: 1, timeout: 2, error: 1 }),
      ["6 probes sent, 3 open, 1 closed, 2 timeout, 1 could not be sent, 33.3% loss, time 4004 ms"],
    ],
    [
      counted({ sent: 2, unreachable: 2 }),
      ["2 probes sent, 0 open, 2 unreachable, 0% loss, time 4004 ms"],
    ],
    [
      counted({ sent: 200_000, open: 199_999, timeout: 1 }),
      ["200000 probes sent, 199999 open, 1 timeout, 0.0005% loss, time 4004 ms"],
    ],
    [
      counted({ sent: 200_000, open: 1, timeout: 199_999 }),
      ["200000 probes sent, 1 open, 199999 timeout, 99.999% loss, time 4004 ms"],
    ],
    [
      counted(
        { sent: 3, open: 2, timeout: 1, late: 1, duplicate: 2, retransmitted: 3 },
        { "wrong-ack": 2, "bad-checksum": 1 },
      ),
      [
        "3 probes sent, 2 open, 1 timeout, 33.3% loss, time 4004 ms",
        "besides: 1 late reply, 2 duplicates, 3 retransmitted replies, 2 rejected (wrong-ack), 1 rejected (bad-checksum)",
      ],
    ],
  ])("%o", (tally, lines) => {
    expect(summaryLines({ ...allOpen, tally, rtt: rttOf() }).slice(1)).toEqual(lines);
  });
});

describe("what the samples do not define is absent", () => {
  test.each([
    ["no sample", [], []],
    [
      "one sample",
      [8_312],
      ["rtt min/avg/max = 8.312/8.312/8.312 µs", "rtt p50/p90/p99 = 8.312/8.312/8.312 µs"],
    ],
    [
      "two samples",
      [1_000_000, 3_000_000],
      [
        "rtt min/avg/max/stddev = 1.000/2.000/3.000/1.000 ms",
        expect.stringMatching(/^rtt p50\/p90\/p99 = \S+ ms$/),
        "delay variation = 2.000 ms",
      ],
    ],
  ])("%s", (_, samples, lines) => {
    expect(summaryLines({ ...allOpen, rtt: rttOf(...samples) }).slice(2)).toEqual(lines);
  });

  test("percentiles that come from a histogram say how good they are", () => {
    const lines = summaryLines({ ...allOpen, rtt: { ...allOpen.rtt, exact: false } });
    expect(lines[3]).toBe("rtt p50/p90/p99 = 11.400/11.900/11.900 ms (within 1.1 %)");
  });
});

test("probes that nothing answered before the run was stopped are sent, and not lost", () => {
  const tally = counted({ sent: 6 });
  expect(summaryLines({ ...allOpen, tally, rtt: rttOf(), unanswered: 6 })[1]).toBe(
    "6 probes sent, 0 open, 6 still unanswered when stopped, time 4004 ms",
  );
});

test("what holds for the whole run is said once, after all of its endpoints", () => {
  const one = { ...allOpen, rtt: rttOf(), warnings: ["the clock was stepped"] };
  const target = { ...one, target: "both", endpoints: 2, endpointsUp: 2 };
  expect(reportLines([one], [])).toEqual(["", ...summaryLines(one)]);
  const lines = reportLines([one, one], [target]);
  expect(lines.filter((line) => line.startsWith("warning:"))).toHaveLength(1);
  expect(lines.slice(-2)).toEqual(["", "warning: the clock was stepped"]);
});

test("what casts doubt on the numbers stands below them, and stands out", () => {
  const warnings = ["the kernel dropped 3 frames", "the clock was stepped"];
  expect(summaryLines({ ...allOpen, warnings }).slice(-2)).toEqual([
    "warning: the kernel dropped 3 frames",
    "warning: the clock was stepped",
  ]);
  expect(summaryLines({ ...allOpen, warnings }, coloured).at(-1)).toBe(
    coloured.doubtful("warning: the clock was stepped"),
  );
});
