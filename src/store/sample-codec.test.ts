import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeChunk, decodeJournal, encodeChunk, encodeJournal, kinds } from "./sample-codec.ts";

const sample = (series: fc.Arbitrary<number>) =>
  fc.record({
    series,
    sequence: fc.constant(0),
    microseconds: fc.integer({ min: 1, max: 2 ** 51 }),
    kind: fc.nat(kinds.length - 1),
    // Stored as twice as much, which must be a safe integer.
    rtt: fc.oneof(fc.constant(-1), fc.nat(), fc.integer({ min: 0, max: 2 ** 52 - 1 })),
  });
const numbered =
  (first: number) =>
  <Sample>(samples: Sample[]) =>
    samples.map((one, n) => ({ ...one, sequence: first + n }));

test("what is written to the journal is read back, whatever it is", () => {
  const samples = fc.array(sample(fc.nat(1_000_000))).map(numbered(17));
  fc.assert(
    fc.property(samples, (written) => {
      expect(decodeJournal(encodeJournal(written), written.length, 17)).toEqual(written);
    }),
  );
});

test("what is written to a chunk is read back, whatever it is", () => {
  const samples = fc.array(sample(fc.constant(5))).map(numbered(99));
  fc.assert(
    fc.property(samples, (written) => {
      expect(decodeChunk(encodeChunk(written), written.length, 5)).toEqual(written);
    }),
  );
});

describe("the octets of a chunk are as they were: they are on disks", () => {
  const second = 1_000_000;
  const steady = [0, 1, 2].map((n) => ({
    series: 7,
    sequence: 10 + n * 4,
    microseconds: 1_000 * second + n * second,
    kind: 0,
    rtt: 20_000 + n,
  }));
  test("three answers in an even rhythm, then a loss", () => {
    const lost = { series: 7, sequence: 22, microseconds: 1_003 * second, kind: 3, rtt: -1 };
    const octets = encodeChunk([...steady, lost]);
    expect(Buffer.from(octets).toString("hex")).toBe(
      ["14080000", "80a8d6b90780897a0000", "01030601", "c0b802", "0202"].join(""),
    );
  });
});
