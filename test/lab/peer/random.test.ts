import { expect, test } from "vitest";
import { Random } from "./random.ts";

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.word());

test("the same seed gives the same numbers, another seed others", () => {
  expect(draw(new Random(7), 5)).toEqual(draw(new Random(7), 5));
  expect(draw(new Random(7), 5)).not.toEqual(draw(new Random(8), 5));
});

test("what an item draws does not depend on how much the items before it drew", () => {
  draw(Random.forItem(7, 0), 100);
  expect(draw(Random.forItem(7, 1), 5)).toEqual(draw(Random.forItem(7, 1), 5));
  expect(draw(Random.forItem(7, 1), 5)).not.toEqual(draw(Random.forItem(7, 2), 5));
});

test.each([0, 1, 25, 99.5, 100])("%s in a hundred happen as often as they say", (percent) => {
  const random = new Random(1);
  const happened = Array.from({ length: 20_000 }, () => random.happens(percent)).filter(Boolean);
  expect(Math.abs(happened.length / 200 - percent)).toBeLessThan(1);
});

test("an index is evenly spread and stays below its limit", () => {
  const counts = [0, 0, 0, 0, 0];
  const random = new Random(2);
  for (let n = 0; n < 50_000; n++) counts[random.index(5)]! += 1;
  expect(counts).toHaveLength(5);
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
});
