import { expect, test } from "vitest";
import { timeOrderedIds } from "./time-ordered-id.ts";

test("ids sort in the order in which they were made, also when the clock is set back", () => {
  const times = [1000, 1000, 500, 2000];
  let call = 0;
  const next = timeOrderedIds(() => times[call++]!);
  const ids = times.map(() => next());
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
});
