import { expect, test } from "vitest";
import { Outstanding, state } from "./outstanding.ts";
import { cryptographicRandom32, FreshSequences } from "./sequence-numbers.ts";

function enter(table: Outstanding, sequence: number): number {
  const slot = table.acquire();
  table.state[slot] = state.waiting;
  table.sequence[slot] = sequence;
  table.enter(slot);
  return slot;
}

test("what an outstanding probe bears is passed over, however often it is drawn, until that is forgotten", () => {
  const table = new Outstanding(8);
  let drawn = 0;
  const fresh = new FreshSequences(() => [5, 5, 6, 5][drawn++ % 4]!, table);
  const five = enter(table, fresh.next());
  const six = enter(table, fresh.next());
  expect([table.sequence[five], table.sequence[six]]).toEqual([5, 6]);
  table.release(five);
  expect(fresh.next()).toBe(5);
});

test("all 32 bits are random: each is set in half of many numbers, and hardly one comes twice", () => {
  const random = cryptographicRandom32();
  const many = 20_000;
  const numbers = Array.from({ length: many }, random);
  for (let bit = 0; bit < 32; bit++) {
    const set = numbers.filter((number) => (number >>> bit) & 1).length;
    // Seven standard deviations (√many / 2): one run in 10^10 would go past them.
    expect(Math.abs(set - many / 2), `bit ${bit}`).toBeLessThan(7 * (Math.sqrt(many) / 2));
  }
  // Of 20,000 numbers 0.05 are expected twice.
  expect(new Set(numbers).size).toBeGreaterThan(many - 5);
});
