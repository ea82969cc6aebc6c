import fc from "fast-check";
import { expect, test } from "vitest";
import { resultsOf } from "../../test/support/results.ts";
import { type EndpointView, ResultForm, type TargetView } from "../monitor/index.ts";
import type { ProbeResult } from "../probe/index.ts";
import { targetBody } from "./bodies.ts";
import { JsonOctets } from "./json-octets.ts";
import { bodies } from "./schemas.ts";
import { writeTarget } from "./target-octets.ts";

const delay = fc.oneof(fc.nat(2 ** 40), fc.double({ min: 0, max: 1e12, noNaN: true }));
const window = fc.oneof(
  fc.record({ sent: fc.nat(), lost: fc.nat() }),
  fc.record(
    { sent: fc.nat(), lost: fc.nat(), p50: delay, p95: delay, p99: delay, max: fc.nat(2 ** 52) },
    { requiredKeys: ["sent", "lost", "p50", "p95", "p99"] },
  ),
);
const state = fc.constantFrom("up", "degraded", "down", "unknown", "maintenance");
const since = fc.nat(2 ** 43);
const port = fc.integer({ min: 1, max: 65_535 });
const address = fc.record(
  {
    address: fc.constantFrom("192.0.2.1", "fe80::7"),
    family: fc.constantFrom(4, 6),
    port,
    zone: fc.string(),
  },
  { requiredKeys: ["address", "family", "port"] },
);

/** As it is kept: as an object, and as its form with its numbers somewhere in a row. */
function kept(last: ProbeResult | undefined): Pick<EndpointView, "last" | "lastFormed"> {
  if (last === undefined) return { last, lastFormed: undefined };
  const form = new ResultForm(last);
  const numbers = new Float64Array(64);
  form.take(last, numbers, 5);
  return { last, lastFormed: { form, numbers, from: 5 } };
}

const endpoints = fc
  .record({
    endpoint: address,
    state,
    since,
    last: fc.option(resultsOf({ address: "192.0.2.1", family: 4, port: 443 }), { nil: undefined }),
    five: window,
    long: fc.option(fc.record({ hour: window, day: window }), { nil: undefined }),
  })
  .map(({ last, five, long, ...facts }) => ({
    ...facts,
    ...kept(last),
    fiveMinutes: () => five,
    longWindows: () => long,
  }));

const targets = fc.record(
  {
    id: fc.string(),
    labels: fc.dictionary(fc.string(), fc.string({ unit: "binary" })),
    state,
    since,
    flapping: fc.boolean(),
    config: fc.record({
      name: fc.string({ unit: "binary" }),
      target: fc.record({ host: fc.string(), port }),
      interval: fc.nat(),
      timeout: fc.nat(),
    }),
    endpoints: fc.array(endpoints, { maxLength: 3 }),
    dns: fc.record(
      { took: fc.nat(2 ** 40), at: since, error: fc.string({ unit: "binary" }) },
      { requiredKeys: ["took", "at"] },
    ),
  },
  { requiredKeys: ["id", "labels", "state", "since", "flapping", "config", "endpoints"] },
);

test("a target of a list is the target by itself, octet for octet, and as the contract has it", () => {
  fc.assert(
    fc.property(targets, (one) => {
      const view = one as unknown as TargetView;
      const json = new JsonOctets(1024);
      writeTarget(json, view);
      const text = new TextDecoder().decode(json.take());
      expect(text).toBe(JSON.stringify(targetBody(view)));
      expect(bodies.target.safeParse(JSON.parse(text)).error).toBeUndefined();
    }),
  );
});
