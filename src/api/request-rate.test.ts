import { expect, test } from "vitest";
import { RequestRate } from "./request-rate.ts";

test("two hundred at once, then fifty a second, for each address by itself", () => {
  let now = 0;
  const rate = new RequestRate(() => now);
  const taken = (address: string, times: number) =>
    Array.from({ length: times }, () => rate.take(address)).filter((wait) => wait === 0).length;
  expect(taken("192.0.2.1", 300)).toBe(200);
  expect(taken("192.0.2.2", 1)).toBe(1);
  now += 1000;
  expect(taken("192.0.2.1", 100)).toBe(50);
  expect(rate.take("192.0.2.1")).toBeGreaterThan(0);
});
