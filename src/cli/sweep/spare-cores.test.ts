import { expect, test } from "vitest";
import { SpareCores } from "./spare-cores.ts";

/** Which shares have been given a core, at any time it is asked. */
function watch(spare: SpareCores, shares: number): () => Promise<number[]> {
  const given = new Set<number>();
  for (let share = 0; share < shares; share++) {
    void spare.for(share).then(() => given.add(share));
  }
  return async () => {
    // What promises have to say, they have said by the next turn of the event loop.
    await new Promise(setImmediate);
    return [...given].toSorted((one, other) => one - other);
  };
}

test.each([
  { shares: 1, cores: 1, ends: [], expected: [[]] },
  { shares: 1, cores: 2, ends: [], expected: [[0]] },
  { shares: 2, cores: 2, ends: [0], expected: [[], [1]] },
  { shares: 2, cores: 3, ends: [0], expected: [[0], [0, 1]] },
  { shares: 2, cores: 3, ends: [1], expected: [[0], [0]] },
  { shares: 3, cores: 4, ends: [0], expected: [[0], [0, 1, 2]] },
  { shares: 4, cores: 2, ends: [3, 1, 0], expected: [[], [], [], [2]] },
])(
  "of $shares shares on $cores cores those have one beside: at first, and as $ends end",
  async ({ shares, cores, ends, expected }) => {
    const spare = new SpareCores(shares, cores);
    const given = watch(spare, shares);
    const seen = [await given()];
    for (const share of ends) {
      spare.end(share);
      seen.push(await given());
    }
    expect(seen).toEqual(expected);
  },
);
