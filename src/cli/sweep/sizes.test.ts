import { describe, expect, test } from "vitest";
import { nanosecondsFromSeconds } from "../../units.ts";
import { batchFor, capacityFor, ringFor } from "./sizes.ts";

describe("slots for what is outstanding or lingering", () => {
  test.each([
    // What the rate needs for timeout and linger together, and a quarter more.
    { rate: 100_000, endpoints: 1e7, slots: 375_000 },
    { rate: 100_000, threads: 2, endpoints: 1e7, slots: 187_500 },
    // Not fewer than are cheap, not more than 100 MB of all threads together.
    { rate: 1000, endpoints: 1e7, slots: 4096 },
    { rate: 1_000_000, endpoints: 1e7, slots: 524_288 },
    { rate: 1_000_000, threads: 4, endpoints: 1e7, slots: 131_072 },
    // Not more than there is to send, with some for what comes twice.
    { rate: 1_000_000, endpoints: 3000, slots: 3000 },
    { rate: 1_000_000, endpoints: 3000, tries: 3, slots: 9000 },
    { rate: 1_000_000, endpoints: 3001, threads: 2, slots: 1501 },
    { rate: 1000, endpoints: 1, slots: 1024 },
  ])("$rate a second, $endpoints endpoints: $slots", ({ slots, endpoints, ...more }) => {
    const { threads = 1, ...patience } = { tries: 1, ...more };
    const timeout = nanosecondsFromSeconds(2);
    const linger = nanosecondsFromSeconds(1);
    expect(capacityFor({ timeout, linger, ...patience }, endpoints, threads)).toBe(slots);
  });
});

describe("the ring keeps a quarter of a second, 8 to 16 MiB", () => {
  test.each([
    { rate: 1, blockSize: 8192, blocks: 1024 },
    { rate: 9999, blockSize: 8192, blocks: 1024 },
    { rate: 10_000, blockSize: 65_536, blocks: 128 },
    { rate: 100_000, blockSize: 65_536, blocks: 153 },
    { rate: 10_000_000, blockSize: 65_536, blocks: 256 },
  ])("$rate a second: $blocks blocks of $blockSize", ({ rate, blockSize, blocks }) => {
    expect(ringFor(rate)).toEqual({ blockSize, blocks });
  });
});

test.each([
  { rate: 1, batch: 64 },
  { rate: 64_000, batch: 64 },
  { rate: 100_000, batch: 100 },
  { rate: 1_000_000, batch: 1000 },
  { rate: 10_000_000, batch: 1024 },
])("at $rate a second $batch SYNs are handed over at once", ({ rate, batch }) => {
  expect(batchFor(rate)).toBe(batch);
});
