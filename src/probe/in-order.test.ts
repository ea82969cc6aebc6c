import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { InOrder } from "./in-order.ts";
import { Outstanding, state } from "./outstanding.ts";

const capacity = 12;

/** A probe is sent, one of those sent is asked for by its sequence number, or one is forgotten. */
const step = fc.oneof(
  fc.record({ do: fc.constant("send" as const) }),
  // In the order of sending, from as far back as it may be: two rows that mix, and what comes astray.
  fc.record({ do: fc.constant("see" as const), row: fc.constantFrom(0, 1) }),
  fc.record({ do: fc.constant("see" as const), nth: fc.nat(40) }),
  fc.record({ do: fc.constant("forget" as const), nth: fc.nat(capacity) }),
);

function send(table: Outstanding, sequence: number): boolean {
  const slot = table.acquire();
  if (slot < 0) return false;
  table.state[slot] = state.waiting;
  table.sequence[slot] = sequence;
  table.enter(slot);
  return true;
}

test("it finds what the table finds by the sequence number alone, in whatever order packets come", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const table = new Outstanding(capacity);
      const inOrder = new InOrder(table);
      const sent: number[] = [];
      const rows = [0, 3];
      for (const one of steps) {
        if (one.do === "send") {
          // Old numbers come again once their probes are forgotten, as they may.
          const sequence = sent.length % (2 * capacity);
          if (table.bySequence(sequence) < 0 && send(table, sequence)) sent.push(sequence);
        } else if (one.do === "forget") {
          const slot = table.bySequence(sent[one.nth] ?? 0);
          if (slot >= 0) table.release(slot);
        } else {
          const nth = "row" in one ? rows[one.row]!++ : one.nth;
          const sequence = sent[nth % Math.max(1, sent.length)] ?? 0;
          expect(inOrder.slotOf(sequence)).toBe(table.bySequence(sequence));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  { seen: "in the order of sending", order: [0, 1, 2, 3, 4, 5, 6, 7], looks: 0 },
  { seen: "in two rows that mix", order: [0, 4, 1, 5, 2, 6, 3, 7], looks: 1 },
  { seen: "with one astray", order: [0, 1, 2, 7, 3, 4, 5, 6], looks: 1 },
  { seen: "backwards", order: [7, 6, 5, 4, 3, 2, 1, 0], looks: 7 },
])("seen $seen, $looks of 8 take a look into the index", ({ order, looks }) => {
  const table = new Outstanding(capacity);
  for (let sequence = 0; sequence < order.length; sequence++) send(table, 1000 + sequence);
  const inOrder = new InOrder(table);
  // Where a row begins nobody can know.
  inOrder.slotOf(1000 + order[0]!);
  const bySequence = vi.spyOn(table, "bySequence");
  for (const nth of order.slice(1)) expect(inOrder.slotOf(1000 + nth)).toBe(nth);
  expect(bySequence).toHaveBeenCalledTimes(looks);
});

test("a sequence number that nothing bears is found nowhere, a forgotten slot's neither", () => {
  const table = new Outstanding(capacity);
  const inOrder = new InOrder(table);
  expect(inOrder.slotOf(0)).toBe(-1);
  send(table, 7);
  expect(inOrder.slotOf(7)).toBe(0);
  table.release(0);
  expect(inOrder.slotOf(7)).toBe(-1);
});
