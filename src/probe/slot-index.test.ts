import fc from "fast-check";
import { expect, test } from "vitest";
import { SlotIndex } from "./slot-index.ts";

/** Enough slots that the table of chains is doubled several times. */
const capacity = 4096;

const chainOf = (index: SlotIndex, hash: number): number[] => {
  const chain: number[] = [];
  for (let slot = index.first(hash); slot >= 0; slot = index.after(slot)) chain.push(slot);
  return chain;
};

const hash = fc.oneof(fc.nat(2 ** 32 - 1), fc.constantFrom(0, 1, 1024, 2048, 2 ** 31, 2 ** 32 - 1));

test("however large it has grown, a chain has the slots of its hash, the newest first", () => {
  fc.assert(
    fc.property(
      fc.array(hash, { minLength: 1, maxLength: capacity, size: "max" }),
      fc.func(fc.boolean()),
      (hashes, stays) => {
        const index = new SlotIndex(Uint32Array.from(hashes));
        const entered = new Map<number, number[]>();
        for (const [slot, of] of hashes.entries()) {
          index.add(slot);
          entered.set(of, [slot, ...(entered.get(of) ?? [])]);
        }
        for (const [slot, of] of hashes.entries()) {
          if (stays(slot)) continue;
          index.remove(slot);
          entered.set(
            of,
            entered.get(of)!.filter((other) => other !== slot),
          );
        }
        for (const [of, slots] of entered) {
          const mine = chainOf(index, of).filter((slot) => hashes[slot] === of);
          expect(mine).toEqual(slots);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test("an empty chain has no first", () => {
  expect(new SlotIndex(new Uint32Array(8)).first(0xdead_beef)).toBe(-1);
});
