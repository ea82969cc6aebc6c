import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanosecondsFromMilliseconds } from "../units.ts";
import { defaultRateCaps, paceOf, type RateCaps } from "./pace.ts";
import type { Endpoint } from "./result.ts";

const ms = nanosecondsFromMilliseconds;
const at = (address: string, port = 443): Endpoint => ({
  address,
  family: address.includes(":") ? 6 : 4,
  port,
});
const caps = (changes: Partial<RateCaps>): RateCaps => ({ ...defaultRateCaps, ...changes });
const global = at("1.1.1.1");
const local = at("192.0.2.7");

describe("the pace", () => {
  test.each([
    {
      name: "is as asked for",
      endpoints: [global],
      intervalMs: 1000,
      pace: { interval: 1000, stagger: 10 },
    },
    {
      name: "to one global address is ten a second at most",
      endpoints: [global],
      intervalMs: 1,
      pace: { interval: 100, stagger: 10, slowedBy: "rate-per-address" },
    },
    {
      name: "counts every port of an address together",
      endpoints: [global, at("1.1.1.1", 80), at("9.9.9.9")],
      intervalMs: 1,
      pace: { interval: 200, stagger: 10, slowedBy: "rate-per-address" },
    },
    {
      name: "counts IPv6 addresses too",
      endpoints: [at("2606:4700::1"), at("2606:4700::1", 80)],
      intervalMs: 1,
      pace: { interval: 200, stagger: 10, slowedBy: "rate-per-address" },
    },
    {
      name: "to a private address is free",
      endpoints: [local],
      intervalMs: 1,
      pace: { interval: 1, stagger: 1 },
    },
    {
      name: "keeps the rate of all together",
      endpoints: [local, at("192.0.2.8")],
      intervalMs: 1,
      caps: { rate: 100 },
      pace: { interval: 20, stagger: 10, slowedBy: "rate" },
    },
    {
      name: "of nothing between two probes is the highest rate",
      endpoints: [local],
      intervalMs: 0,
      pace: { interval: 0.05, stagger: 0.05, slowedBy: "rate" },
    },
    {
      name: "spreads many endpoints over the interval",
      endpoints: Array.from({ length: 1000 }, (_, one) => at("192.0.2.7", one + 1)),
      intervalMs: 1000,
      pace: { interval: 1000, stagger: 1 },
    },
  ])("$name", ({ endpoints, intervalMs, pace, ...rest }) => {
    const { interval, stagger, ...slowed } = pace;
    expect(paceOf({ endpoints, interval: ms(intervalMs) }, caps(rest.caps ?? {}))).toEqual({
      interval: ms(interval),
      stagger: ms(stagger),
      ...slowed,
    });
  });

  test("of very many different addresses can be told", () => {
    const endpoints = Array.from({ length: 300_000 }, (_, n) =>
      at(`1.${n >> 16}.${(n >> 8) & 255}.${n & 255}`),
    );
    expect(paceOf({ endpoints, interval: ms(0) }, defaultRateCaps)).toMatchObject({
      interval: ms(15_000),
      slowedBy: "rate",
    });
  });

  test("never exceeds a cap, and never is slower than asked for without saying so", () => {
    const endpoints = fc.array(fc.constantFrom(global, local, at("2606:4700::1"), at("9.9.9.9")), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(
        endpoints,
        fc.integer({ min: 0, max: 5000 }),
        fc.record({
          rate: fc.integer({ min: 1, max: 50_000 }),
          ratePerAddress: fc.integer({ min: 1, max: 100 }),
        }),
        (list, intervalMs, limits) => {
          const { interval, stagger, slowedBy } = paceOf(
            { endpoints: list, interval: ms(intervalMs) },
            limits,
          );
          expect((list.length * 1e9) / interval).toBeLessThanOrEqual(limits.rate * (1 + 1e-9));
          const capped = list.filter((one) => one !== local).map(({ address }) => address);
          for (const address of capped) {
            const together = capped.filter((other) => other === address).length;
            expect((together * 1e9) / interval).toBeLessThanOrEqual(
              limits.ratePerAddress * (1 + 1e-9),
            );
          }
          expect(stagger * (list.length - 1)).toBeLessThan(Math.max(1, interval));
          expect(slowedBy === undefined).toBe(interval === ms(intervalMs));
        },
      ),
    );
  });
});
