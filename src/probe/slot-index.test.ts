import fc from "fast-check";
import { expect, test } from "vitest";
import { SlotIndex } from "./slot-index.ts";

/** Enough slots that the table of chains is doubled several times. */
const capacity = 4096;

const slotsOf = (index: SlotIndex, hash: number): number[] => {
  const slots: number[] = [];
  for (let slot = index.first(hash); slot >= 0; slot = index.after(slot)) slots.push(slot);
  return slots;
};

const hash = fc.oneof(fc.nat(2 ** 32 - 1), fc.constantFrom(0, 1, 1024, 2048, 2 ** 31, 2 ** 32 - 1));

test("however large it has grown, it finds the slots of a hash and no others, the newest first", () => {
  fc.assert(
    fc.property(
      fc.array(hash, { minLength: 1, maxLength: capacity, size: "max" }),
      fc.func(fc.boolean()),
      (hashes, stays) => {
        const index = new SlotIndex(hashes.length);
        const entered = new Map<number, number[]>();
        for (const [slot, of] of hashes.entries()) {
          index.add(slot, of);
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
          expect(slotsOf(index, of)).toEqual(slots);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test("a hash that nothing was entered by has no first", () => {
  const index = new SlotIndex(8);
  // Of the same chain: its low bits are the same.
  index.add(0, 0xbeef);
  expect(index.first(0xdead_beef)).toBe(-1);
});
