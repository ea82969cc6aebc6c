import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { doctorSchema } from "../../../test/schema/doctor.ts";
import { RttSamples } from "../../stats/index.ts";
import { nanoseconds } from "../../units.ts";
import type { DoctorReport } from "../doctor/examine.ts";
import { coloured } from "../style.ts";
import { doctorJson, doctorLines } from "./doctor.ts";

const measured = (...delays: number[]) => {
  const samples = new RttSamples();
  for (const [index, delay] of delays.entries()) samples.record(nanoseconds(delay), index + 1);
  return samples.summary();
};

const well: DoctorReport = {
  works: "syn",
  checks: [
    { name: "capability", verdict: "ok", seen: ["CAP_NET_RAW is effective"] },
    { name: "limits", verdict: "ok", seen: ["20000 open files", "28232 local ports"] },
  ],
  loopback: [
    {
      method: "syn",
      family: 4,
      sent: 50,
      answered: 50,
      rtt: measured(6100, 8900, 30_200),
      resetsSent: 50,
    },
    { method: "net.connect", family: 6, sent: 50, answered: 48, rtt: measured(62_000) },
  ],
};

const ill: DoctorReport = {
  works: "none",
  checks: [
    { name: "user-namespace", verdict: "ok", seen: ["the initial one"] },
    { name: "resets", verdict: "unknown", seen: ["not checked"], remedy: "look again" },
    { name: "clock", verdict: "warning", seen: ["stepped"], remedy: "slew it" },
    { name: "self-probe", verdict: "failed", seen: ["no lo"], remedy: "ip link set lo up" },
  ],
  loopback: [],
};

describe("the screen", () => {
  test("of a machine that is well", () => {
    expect(doctorLines(well)).toEqual([
      "ok       capability      CAP_NET_RAW is effective",
      "ok       limits          20000 open files",
      "                         28232 local ports",
      "",
      "over loopback      clock                   sent  lost  min µs  p50 µs  p99 µs",
      "syn, IPv4          kernel, both stamps       50     0   6.100   8.900  30.200",
      "net.connect, IPv6  event loop, to compare    50     2  62.000  62.000  62.000",
      "",
      "syn works here, and all is well",
    ]);
  });

  test("of one that is not: each fault with what to do", () => {
    expect(doctorLines(ill)).toEqual([
      "ok       user namespace  the initial one",
      "unknown  resets          not checked",
      "                         what to do: look again",
      "warning  clock           stepped",
      "                         what to do: slew it",
      "failed   self probe      no lo",
      "                         what to do: ip link set lo up",
      "",
      "neither syn nor connect works here (1 failed, 1 warning, 1 unknown)",
    ]);
  });

  test("as wide as the terminal: what is longer goes on below", () => {
    const seen = ["one two three four five six", "seven"];
    const checks = [{ name: "clock", verdict: "warning", seen, remedy: "eight nine ten" }] as const;
    expect(doctorLines({ ...ill, checks }, undefined, 55).slice(0, 4)).toEqual([
      "warning  clock           one two three four five six",
      "                         seven",
      "                         what to do: eight nine ten",
      "",
    ]);
    expect(doctorLines({ ...ill, checks }, undefined, 45).slice(0, 3)).toEqual([
      "warning  clock           one two three four five six",
      "                         seven",
      "                         what to do: eight nine ten",
    ]);
    const long = [{ ...checks[0], seen: ["one two three four five six seven"] }];
    expect(doctorLines({ ...ill, checks: long }, undefined, 55).slice(0, 2)).toEqual([
      "warning  clock           one two three four five six",
      "                         seven",
    ]);
  });

  test("colours are the style's affair", () => {
    const lines = doctorLines({ ...ill, works: "connect" }, coloured);
    expect(lines[0]).toBe(`${coloured.good("ok       ")}user namespace  the initial one`);
    expect(lines.at(-1)).toContain(coloured.doubtful("only connect works here"));
  });
});

describe("the object of --json", () => {
  test.each([
    ["well", well],
    ["ill", ill],
  ])("%s: fits the schema", (_, report) => {
    const read: unknown = JSON.parse(doctorJson(report));
    expect(doctorSchema.parse(read)).toEqual(read);
  });

  test("times are milliseconds, and what does not apply is absent", () => {
    expect(JSON.parse(doctorJson(well))).toMatchObject({
      event: "doctor",
      works: "syn",
      loopback: [
        { method: "syn", lost: 0, minMs: 0.0061, p50Ms: 0.0089, p99Ms: 0.0302, resetsSent: 50 },
        { method: "net.connect", lost: 2, minMs: 0.062 },
      ],
    });
    expect(doctorJson(well).match(/resetsSent/gu)).toHaveLength(1);
  });

  test("the example of the guide fits the schema", () => {
    const guide = readFileSync(new URL("../../../docs/doctor.md", import.meta.url), "utf8");
    const example = /```json\n(.*)\n```/u.exec(guide)?.[1];
    expect(doctorSchema.parse(JSON.parse(example!))).toMatchObject({ event: "doctor" });
  });

  test("the schema refuses a fault without a remedy", () => {
    const checks = [{ name: "clock", verdict: "failed", seen: ["stepped"] }];
    const read = JSON.parse(doctorJson({ ...ill, checks: [...checks] as never })) as unknown;
    expect(doctorSchema.safeParse(read).success).toBe(false);
  });
});
