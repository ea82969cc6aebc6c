import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, rfc1071 } from "../../test/vectors/golden.ts";
import { checksum, fold, sum } from "./checksum.ts";

const viewOf = (octets: Uint8Array) => new DataView(Uint8Array.from(octets).buffer);

describe("the Internet checksum", () => {
  test("of the example in RFC 1071 §3", () => {
    const view = bytesOf(rfc1071.octets);
    expect(sum(view, 0, 8)).toBe(rfc1071.sum);
    expect(fold(rfc1071.sum)).toBe(rfc1071.folded);
    expect(checksum(view, 0, 8)).toBe(0x220d);
  });

  const cases = [
    { octets: "", checksum: 0xffff, why: "nothing sums to zero" },
    { octets: "0000", checksum: 0xffff, why: "so does zero" },
    { octets: "ffff", checksum: 0x0000, why: "the other zero" },
    { octets: "ff", checksum: 0x00ff, why: "an odd octet is the high half of its word" },
    { octets: "ffff 0001", checksum: 0xfffe, why: "the carry comes back" },
    { octets: "1234 56", checksum: 0x97cb, why: "even words, then an odd octet" },
  ];
  test.each(cases)("of [$octets]: $why", ({ octets, checksum: expected }) => {
    const view = bytesOf(octets);
    expect(checksum(view, 0, view.byteLength)).toBe(expected);
  });

  test("folds to 0xffff once it stands in the data", () => {
    const even = fc.uint8Array({ minLength: 2, maxLength: 200 }).filter((o) => o.length % 2 === 0);
    fc.assert(
      fc.property(even, (octets) => {
        const view = viewOf(octets);
        view.setUint16(0, 0);
        view.setUint16(0, checksum(view, 0, view.byteLength));
        expect(fold(sum(view, 0, view.byteLength))).toBe(0xffff);
      }),
    );
  });

  test("of a whole is that of its parts added, whatever the split between words", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(100), (octets, word) => {
        const view = viewOf(octets);
        const split = Math.min(word * 2, view.byteLength & ~1);
        const parts = sum(view, split, view.byteLength - split, sum(view, 0, split));
        expect(parts).toBe(sum(view, 0, view.byteLength));
      }),
    );
  });

  test("carries of the largest datagram are not lost", () => {
    const view = viewOf(new Uint8Array(65_535).fill(0xff));
    // 32,767 words of 0xffff are zero in one's complement; 0xff00 remains.
    expect(fold(sum(view, 0, view.byteLength))).toBe(0xff00);
  });
});
