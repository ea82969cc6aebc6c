import fc from "fast-check";
import { expect, test } from "vitest";
import { codes, RollUp } from "./roll-up.ts";
import { kinds, type RawSample } from "./sample-codec.ts";

const samples = fc.array(
  fc.record<RawSample>({
    series: fc.constant(1),
    sequence: fc.nat(),
    microseconds: fc.nat(),
    kind: fc.nat(kinds.length - 1),
    rtt: fc.oneof(fc.constant(-1), fc.nat(2 ** 40)),
  }),
  { maxLength: 20 },
);

const rollUpOf = (all: readonly RawSample[]): RollUp => {
  const rollUp = new RollUp();
  for (const one of all) rollUp.add(one);
  return rollUp;
};

const stored = (rollUp: RollUp): RollUp => RollUp.decode(rollUp.encode());

test("what was stored, what was not, and what is added later come to the same as all in one", () => {
  const part = fc.record({ of: samples, isStored: fc.boolean() });
  fc.assert(
    fc.property(fc.array(part), samples, (parts, later) => {
      const merged = new RollUp();
      for (const { of, isStored } of parts) {
        const one = rollUpOf(of);
        merged.merge(isStored ? stored(one) : one);
      }
      const before = merged.encodedHistogram();
      for (const sample of later) merged.add(sample);
      const all = rollUpOf([...parts.flatMap(({ of }) => of), ...later]);
      expect(merged.counts).toEqual(all.counts);
      expect(merged.encodedHistogram()).toEqual(all.encodedHistogram());
      expect(before).toEqual(rollUpOf(parts.flatMap(({ of }) => of)).encodedHistogram());
    }),
  );
});

test("what is merged with nothing is handed on as it was stored", () => {
  const rollUp = stored(
    rollUpOf([{ series: 1, sequence: 0, microseconds: 0, kind: codes.open, rtt: 7 }]),
  );
  expect(new RollUp().merge(rollUp).encodedHistogram()).toBe(rollUp.encodedHistogram());
});

test("merging changes nothing of what is merged", () => {
  fc.assert(
    fc.property(samples, samples, (one, other) => {
      const [source, into] = [stored(rollUpOf(one)), new RollUp()];
      into.merge(source);
      for (const sample of other) into.add(sample);
      expect(source.encode()).toEqual(rollUpOf(one).encode());
    }),
  );
});
