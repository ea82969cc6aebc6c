import fc from "fast-check";
import { expect, test } from "vitest";
import { Outstanding, state } from "./outstanding.ts";

/** What tells one probe from another. Few values, so that flows and hash buckets are shared often. */
type Identity = { address: number; remotePort: number; localPort: number; sequence: number };
type Step = { do: "enter"; as: Identity } | { do: "release"; nth: number };

const word = fc.constantFrom(0, 1, 0xc0000207, 0xffffffff);
const port = fc.constantFrom(1, 443, 50_000, 65_535);
const identity: fc.Arbitrary<Identity> = fc.record({
  address: word,
  remotePort: port,
  localPort: port,
  sequence: fc.oneof(
    fc.integer({ min: 0, max: 40 }).map((n) => n * 16),
    fc.nat(2 ** 32 - 1),
  ),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("enter" as const), as: identity }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const), nth: fc.nat(20) }) },
);

const flowOf = ({ address, remotePort, localPort }: Identity) =>
  `${address} ${remotePort} ${localPort}`;

function enter(table: Outstanding, slot: number, as: Identity): void {
  table.state[slot] = state.waiting;
  table.remote.set([as.address, as.address ^ 1, 0, as.address], slot * 4);
  table.remotePort[slot] = as.remotePort;
  table.localPort[slot] = as.localPort;
  table.sequence[slot] = as.sequence;
  table.enter(slot);
}

function slotByFlow(table: Outstanding, { address, remotePort, localPort }: Identity): number {
  const words = Uint32Array.of(7, address, address ^ 1, 0, address);
  return table.byFlow(words, 1, remotePort, localPort);
}

test("it finds what a plain Map would: one by sequence number, the newest by flow", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 80 }),
      fc.integer({ min: 1, max: 9 }),
      // From which step on it is asked for flows: on demand, they are indexed only then.
      fc.nat(80),
      fc.boolean(),
      (steps, size, firstAsked, flowsOnDemand) => {
        const table = new Outstanding(size, { flowsOnDemand });
        /** By slot, the newest last. */
        const model = new Map<number, Identity>();
        const seen: Identity[] = [];
        for (const [at, one] of steps.entries()) {
          if (one.do === "release") {
            const slot = [...model.keys()][one.nth % Math.max(1, model.size)];
            if (slot === undefined) continue;
            table.release(slot);
            model.delete(slot);
            expect(table.state[slot]).toBe(state.free);
          } else {
            const others = [...model.values()];
            if (others.some(({ sequence }) => sequence === one.as.sequence)) continue;
            // Nobody has asked: until then each flow is one slot's alone.
            const mustDiffer = flowsOnDemand && at <= firstAsked;
            if (mustDiffer && others.some((other) => flowOf(other) === flowOf(one.as))) continue;
            const slot = table.acquire();
            expect(slot >= 0).toBe(model.size < size);
            if (slot < 0) continue;
            expect(model.has(slot)).toBe(false);
            enter(table, slot, one.as);
            model.set(slot, one.as);
            seen.push(one.as);
          }
          expect(table.inUse).toBe(model.size);
          for (const probe of seen) {
            const entries = [...model];
            const bySequence = entries.find(([, { sequence }]) => sequence === probe.sequence);
            expect(table.bySequence(probe.sequence)).toBe(bySequence?.[0] ?? -1);
            if (at < firstAsked) continue;
            const byFlow = entries.findLast(([, other]) => flowOf(other) === flowOf(probe));
            expect(slotByFlow(table, probe)).toBe(byFlow?.[0] ?? -1);
          }
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("addresses that differ in any word are different flows", () => {
  const table = new Outstanding(8);
  const addresses = [0, 1, 2, 3].map((at) => {
    const words = Uint32Array.of(0x20010db8, 0, 0, 7);
    words[at]! ^= 1;
    return words;
  });
  for (const [index, words] of addresses.entries()) {
    const slot = table.acquire();
    table.state[slot] = state.waiting;
    table.remote.set(words, slot * 4);
    table.remotePort[slot] = 443;
    table.localPort[slot] = 50_000;
    table.sequence[slot] = index;
    table.enter(slot);
  }
  const found = addresses.map((words) => table.byFlow(words, 0, 443, 50_000));
  expect(new Set(found).size).toBe(4);
  expect(found).not.toContain(-1);
});
