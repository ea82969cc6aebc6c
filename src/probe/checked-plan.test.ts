import { expect, test } from "vitest";
import type { HalfopenError } from "../errors.ts";
import { nanoseconds } from "../units.ts";
import { checkedPlan } from "./checked-plan.ts";
import type { Plan } from "./plan.ts";

const good: Plan = {
  endpoints: [{ address: "192.0.2.7", family: 4, port: 443 }],
  interval: nanoseconds(1e9),
  timeout: nanoseconds(2e9),
};
const at = (address: string, family: 4 | 6, port: number) => ({
  endpoints: [{ address, family, port }],
});

test.each([
  ["as it is", {}],
  ["without endpoints", { endpoints: [] }],
  ["of IPv6", at("2001:db8::7", 6, 1)],
  ["without end", { count: Number.POSITIVE_INFINITY }],
  ["with everything", { count: 1, flows: 3, linger: nanoseconds(0) }],
])("a plan %s is taken", (_, change) => {
  const plan = { ...good, ...change };
  expect(checkedPlan(plan)).toBe(plan);
});

test.each([
  ["an IPv6 address as IPv4", at("7f00:1::1", 4, 9), "TARGET_INVALID"],
  ["a name", at("example.com", 4, 9), "TARGET_INVALID"],
  ["port 65545", at("192.0.2.7", 4, 65_545), "TARGET_INVALID"],
  ["port 0", at("192.0.2.7", 4, 0), "TARGET_INVALID"],
  ["half a port", at("192.0.2.7", 4, 9.5), "TARGET_INVALID"],
  ["no interval", { interval: nanoseconds(Number.NaN) }, "USAGE"],
  ["an interval of nothing", { interval: nanoseconds(0) }, "USAGE"],
  ["an endless timeout", { timeout: nanoseconds(Number.POSITIVE_INFINITY) }, "USAGE"],
  ["a negative linger", { linger: nanoseconds(-1) }, "USAGE"],
  ["count 0", { count: 0 }, "USAGE"],
  ["half a flow", { flows: 0.5 }, "USAGE"],
] as const)("%s is refused", (_, change, code) => {
  let thrown: unknown;
  try {
    checkedPlan({ ...good, ...change });
  } catch (error) {
    thrown = error;
  }
  expect((thrown as HalfopenError | undefined)?.code).toBe(code);
});
