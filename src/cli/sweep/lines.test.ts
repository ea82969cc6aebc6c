import { describe, expect, test } from "vitest";
import * as example from "../../../test/examples/probe-events.ts";
import { sweepLineSchema } from "../../../test/schema/json.ts";
import { HalfopenError } from "../../errors.ts";
import type { ProbeResult } from "../../probe/index.ts";
import { csvHeading, type Form, lineWriter, unaddressedLine } from "./lines.ts";

const results = {
  open: example.open,
  closed: example.closed,
  unreachable: example.unreachable,
  timeout: example.timeout,
  error: example.failed,
} as const satisfies Record<string, ProbeResult>;

const told = (result: ProbeResult, attempt = 1) => ({
  index: 4,
  attempt,
  outcome: result.outcome,
  rtt: "rtt" in result ? result.rtt : undefined,
  result: () => result,
});

const writer = (form: Form, failed = false, name?: string) =>
  lineWriter({ form, colours: false, failed }, { nameOf: () => name, zoneOf: () => undefined });

describe("a row of the table has as many columns as its heading", () => {
  test.each(Object.entries(results))("%s", (_, result) => {
    const row = writer("csv")(told(result))!;
    const columns = row.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.slice(0, -1);
    expect(columns).toHaveLength(csvHeading.split(",").length);
  });
});

test("what holds a comma or a quote is quoted", () => {
  const row = writer("csv", false, 'a "b", c:80')(told(results.timeout))!;
  expect(row).toMatch(/^"a ""b"", c:80",/);
});

describe("a line of JSON fits the schema and tells the try", () => {
  test.each(Object.entries(results))("%s", (_, result) => {
    const line = JSON.parse(writer("json", false, "example.com:443")(told(result, 2))!) as unknown;
    expect(sweepLineSchema.parse(line)).toEqual(line);
    expect(line).toMatchObject({ try: 2, target: "example.com:443" });
  });
});

describe("a line of text is ping's", () => {
  test("with the try from the second on", () => {
    expect(writer("text")(told(results.open))).not.toContain("try=");
    expect(writer("text")(told(results.open, 2))).toMatch(/ try=2$/);
  });
  test("with the name that the user gave", () => {
    const line = writer("text", false, "www.example:443")(told(results.open));
    expect(line).toMatch(/^syn-ack from .* target=www\.example:443$/);
  });
});

test("--failed leaves out what is open, and nothing else", () => {
  const kept = Object.entries(results).filter(
    ([, result]) => writer("text", true)(told(result)) !== undefined,
  );
  expect(kept.map(([outcome]) => outcome)).toEqual(["closed", "unreachable", "timeout", "error"]);
});

describe("a name without an address", () => {
  const lost = {
    target: "nowhere.example:80",
    port: 80,
    index: 7,
    error: new HalfopenError("NAME_NOT_RESOLVED", "no such host", { remedy: "check it" }),
  };
  const line = (form: Form) => unaddressedLine({ form, colours: false, failed: false }, lost);
  test("in text", () => {
    const text = "error for nowhere.example:80: index=7 code=NAME_NOT_RESOLVED (no such host)";
    expect(line("text")).toBe(text);
  });
  test("in JSON", () => {
    const read = JSON.parse(line("json")) as unknown;
    expect(sweepLineSchema.parse(read)).toEqual(read);
  });
  test("in the table", () => {
    expect(line("csv").split(",")).toHaveLength(csvHeading.split(",").length);
    expect(line("csv")).toBe("nowhere.example:80,,80,,,error,,,,NAME_NOT_RESOLVED,,,,");
  });
});
