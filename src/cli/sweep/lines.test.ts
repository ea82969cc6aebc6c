import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as example from "../../../test/examples/probe-events.ts";
import { sweepLineSchema } from "../../../test/schema/json.ts";
import { formatEndpoint } from "../../endpoint.ts";
import { HalfopenError } from "../../errors.ts";
import type { ProbeResult } from "../../probe/index.ts";
import { toldOf } from "../../sweep/index.ts";
import { formatInstant } from "../../units.ts";
import { csvHeading, type Form, lineWriter, unaddressedLine } from "./lines.ts";

const results = {
  open: example.open,
  closed: example.closed,
  unreachable: example.unreachable,
  timeout: example.timeout,
  error: example.failed,
} as const satisfies Record<string, ProbeResult>;

const writer = (form: Form, failed = false, name?: string) =>
  lineWriter({ form, colours: false, failed }, { nameOf: () => name, zoneOf: () => undefined });

describe("a row of the table has as many columns as its heading", () => {
  test.each(Object.entries(results))("%s", (_, result) => {
    const row = writer("csv")(toldOf(result, 1))!;
    const columns = row.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.slice(0, -1);
    expect(columns).toHaveLength(csvHeading.split(",").length);
  });
});

test("what holds a comma or a quote is quoted", () => {
  const row = writer("csv", false, 'a "b", c:80')(toldOf(results.timeout, 1))!;
  expect(row).toMatch(/^"a ""b"", c:80",/);
});

/** Whatever the user may have called it, or the zone that it is in. */
const anyText = fc.string({ unit: "grapheme", minLength: 1 });

/** A reader of RFC 4180 that knows nothing of the columns. */
const fieldsOf = (row: string): string[] =>
  [...row.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/gs)]
    .slice(0, -1)
    .map(([, field = ""]) => field.replace(/^"(.*)"$/s, "$1").replaceAll('""', '"'));

test("every column of a row can be read back, whatever names and zones hold", () => {
  const one = fc.constantFrom(...Object.values(results), example.viaIpv6);
  const optional = fc.option(anyText, { nil: undefined });
  fc.assert(
    fc.property(
      one,
      optional,
      optional,
      fc.integer({ min: 1, max: 9 }),
      (result, name, zone, attempt) => {
        const look = { form: "csv", colours: false, failed: false } as const;
        const write = lineWriter(look, { nameOf: () => name, zoneOf: () => zone });
        const { zone: its, ...bare } = result.endpoint;
        const placed = zone ?? its;
        const endpoint = placed === undefined ? bare : { ...bare, zone: placed };
        const { rtt, ttl, icmp, error } = toldOf(result, attempt);
        expect(fieldsOf(write(toldOf(result, attempt))!)).toEqual([
          name ?? formatEndpoint(endpoint),
          endpoint.address,
          String(endpoint.port),
          String(endpoint.family),
          String(attempt),
          result.outcome,
          rtt === undefined ? "" : String(rtt / 1e6),
          String(ttl ?? ""),
          ttl === undefined ? "" : String(64 - ttl),
          icmp === undefined ? (error?.code ?? "") : `${icmp.name} (from ${icmp.sender})`,
          formatInstant(result.sentAt),
          result.source!.address,
          String(result.source!.port),
          result.clock,
        ]);
      },
    ),
  );
});

test("a line of JSON holds any name as it is", () => {
  fc.assert(
    fc.property(anyText, (name) => {
      const line = JSON.parse(writer("json", false, name)(toldOf(example.open, 1))!) as unknown;
      expect(line).toMatchObject({ target: name });
    }),
  );
});

describe("a line of JSON fits the schema and tells the try", () => {
  test.each(Object.entries(results))("%s", (_, result) => {
    const line = JSON.parse(
      writer("json", false, "example.com:443")(toldOf(result, 2))!,
    ) as unknown;
    expect(sweepLineSchema.parse(line)).toEqual(line);
    expect(line).toMatchObject({ try: 2, target: "example.com:443" });
  });
});

describe("a line of text is ping's", () => {
  test("with the try from the second on", () => {
    expect(writer("text")(toldOf(results.open, 1))).not.toContain("try=");
    expect(writer("text")(toldOf(results.open, 2))).toMatch(/ try=2$/);
  });
  test("with the name that the user gave", () => {
    const line = writer("text", false, "www.example:443")(toldOf(results.open, 1));
    expect(line).toMatch(/^syn-ack from .* target=www\.example:443$/);
  });
});

test("--failed leaves out what is open, and nothing else", () => {
  const kept = Object.entries(results).filter(
    ([, result]) => writer("text", true)(toldOf(result, 1)) !== undefined,
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
