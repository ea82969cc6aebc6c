import { expect, test } from "vitest";
import { parseAddress } from "../wire/index.ts";
import { RateGate } from "./rate-gate.ts";

function admit(gate: RateGate, address: string, now: number): boolean {
  const { family, words } = parseAddress(address)!;
  const allowed = gate.allows(family, words, now);
  if (allowed) gate.count(family, words, now);
  return allowed;
}

const second = 1e9;

function admittedOf(
  attempts: number,
  everyNs: number,
  address: string,
  caps = { rate: 1000, ratePerAddress: 10 },
) {
  const gate = new RateGate(caps);
  let admitted = 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (admit(gate, address, attempt * everyNs)) admitted++;
  }
  return admitted;
}

test.each([
  ["a loop that asks a thousand times a second", 10_000, second / 1000, 9 * 10 + 20],
  ["a plan that keeps to the cap", 100, second / 10, 100],
  ["all at one moment", 500, 0, 10],
])("%s, to one globally routable address", (_, attempts, every, most) => {
  const admitted = admittedOf(attempts, every, "8.8.8.8");
  expect(admitted).toBeLessThanOrEqual(most);
  expect(admitted).toBeGreaterThanOrEqual(Math.min(attempts, most) * 0.9);
});

test.each(["127.0.0.1", "10.0.0.1", "fd00::1"])("%s is not capped by itself", (address) => {
  expect(admittedOf(1000, second / 1000, address)).toBe(1000);
});

test("the cap on all holds for addresses that have none of their own", () => {
  expect(admittedOf(5000, 0, "127.0.0.1")).toBe(1000);
});

test("addresses do not share a cap", () => {
  const gate = new RateGate({ rate: 1000, ratePerAddress: 1 });
  const addresses = ["8.8.8.8", "8.8.4.4", "8.8.8.8"];
  expect(addresses.map((address) => admit(gate, address, 0))).toEqual([true, true, false]);
});
