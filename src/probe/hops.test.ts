import { expect, test } from "vitest";
import { hopsImplied } from "./hops.ts";

test.each([
  [64, 0],
  [56, 8],
  [33, 31],
  [32, 0],
  [1, 31],
  [65, 63],
  [128, 0],
  [117, 11],
  [129, 126],
  [255, 0],
  [240, 15],
])("a TTL of %i on arrival implies %i hops", (ttl, hops) => {
  expect(hopsImplied(ttl)).toBe(hops);
});
