import { expect, test } from "vitest";
import { fuzz } from "./fuzz-run.ts";

const frames = 200_000;
const seed = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 32));

test(`${frames} mutated frames (FUZZ_SEED=${seed}): nothing throws, nothing is believed that is not so`, () => {
  const { believed, strays } = fuzz({ seed, frames });
  // Every way through the matching was taken, often.
  expect(Math.min(...Object.values(believed))).toBeGreaterThan(frames / 1000);
  expect(strays).toBeGreaterThan(frames / 1000);
});
