import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress, isMulticast, isUnspecified, parseAddress } from "./address.ts";

const wordsOf = (text: string) => {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`no address: ${text}`);
  return parsed;
};

/** IPv6 texts and the one form of RFC 5952; the section that asks for it beside them. */
const canonical: [text: string, form: string, why: string][] = [
  ["2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1", "§4.1, first run wins §4.2.3"],
  ["2001:DB8::ABCD", "2001:db8::abcd", "§4.3 lower case"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "§4.2.2 one group is not shortened"],
  ["2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "§4.2.2, written the other way"],
  ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1", "§4.2.3 longest run"],
  ["0:0:0:0:0:0:0:0", "::", "§4.2.1 as short as can be"],
  ["0:0:0:0:0:0:0:1", "::1", "§4.2.1"],
  ["2001:db8:0:0:0:0:0:0", "2001:db8::", "§4.2.1 at the end"],
  ["::ffff:192.0.2.1", "::ffff:192.0.2.1", "§5 IPv4-mapped"],
  ["::ffff:c000:201", "::ffff:192.0.2.1", "§5 IPv4-mapped in hexadecimal"],
  ["64:ff9b::192.0.2.33", "64:ff9b::c000:221", "embedded IPv4 read in any prefix"],
  ["1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201", "embedded IPv4 without ::"],
  ["ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "all"],
  ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", ":: for one group is read, never written"],
];

const refused: [text: string, why: string][] = [
  ["", "nothing"],
  ["192.0.2", "three parts"],
  ["192.0.2.1.5", "five parts"],
  ["192.0.2.256", "part too large"],
  ["192.0.2.01", "leading zero"],
  ["0xc0.0.2.1", "hexadecimal part"],
  ["192.0.2.-1", "sign"],
  ["192.0.2.1 ", "space"],
  ["3221225985", "one number"],
  ["192.0.2.1%eth0", "zone of an IPv4 address"],
  ["192.0.2.0/24", "prefix"],
  [":", "one colon"],
  [":::", "three colons"],
  ["1::2::3", "two ::"],
  ["1:2:3:4:5:6:7", "seven groups"],
  ["1:2:3:4:5:6:7:8:9", "nine groups"],
  ["1:2:3:4:5:6:7:8::", ":: for no group"],
  ["12345::", "five digits"],
  ["g::", "no digit"],
  ["1:", "ends in a colon"],
  [":1", "starts with a colon"],
  ["::192.0.2.1:1", "IPv4 not at the end"],
  ["192.0.2.1::", "IPv4 before ::"],
  ["1:2:3:4:5:6:7:192.0.2.1", "IPv4 in the place of one group"],
  ["[::1]", "brackets"],
  ["fe80::1%", "empty zone"],
  ["fe80::1%a%b", "two zones"],
  ["fe80::1%a b", "space in the zone"],
  ["::%25eth0/64", "prefix behind a zone"],
  ["example.com", "a name"],
];

describe("an address as text", () => {
  test("IPv4 is word 0", () => {
    expect(parseAddress("192.0.2.1")).toEqual({
      family: 4,
      words: Uint32Array.of(0xc0000201, 0, 0, 0),
    });
  });

  test("IPv6 is four words, and a zone where one is given", () => {
    expect(parseAddress("fe80::1:2%eth0")).toEqual({
      family: 6,
      words: Uint32Array.of(0xfe800000, 0, 0, 0x00010002),
      zone: "eth0",
    });
  });

  test.each(canonical)("%s is written %s (%s)", (text, form) => {
    const { family, words } = wordsOf(text);
    expect(formatAddress(family, words)).toBe(form);
  });

  test.each(refused)("%j is none: %s", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  test("written, then read, is the same address", () => {
    const word = fc.oneof(fc.constantFrom(0, 1, 0xffff, 0xffff0000), fc.nat(0xffffffff));
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), (four) => {
        const words = Uint32Array.from(four);
        expect(parseAddress(formatAddress(6, words))).toEqual({ family: 6, words });
        const first = Uint32Array.of(four[0], 0, 0, 0);
        expect(parseAddress(formatAddress(4, first))).toEqual({ family: 4, words: first });
      }),
    );
  });

  test("is one exactly when Node says so, zones aside", () => {
    const piece = fc.constantFrom(":", "::", ".", "0", "1", "f", "ffff", "192", "256", "01", "g");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 18 }), (pieces) => {
        const text = pieces.join("");
        expect(parseAddress(text)?.family ?? 0).toBe(isIP(text));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("special addresses", () => {
  test.each([
    ["224.0.0.1", true],
    ["239.255.255.255", true],
    ["223.255.255.255", false],
    ["240.0.0.1", false],
    ["ff02::1", true],
    ["fe80::1", false],
    ["::ffff:224.0.0.1", false],
  ])("%s is multicast: %s", (text, expected) => {
    const { family, words } = wordsOf(text);
    expect(isMulticast(family, words)).toBe(expected);
  });

  test.each([
    ["0.0.0.0", true],
    ["0.0.0.1", false],
    ["::", true],
    ["::1", false],
    ["1::", false],
  ])("%s is unspecified: %s", (text, expected) => {
    const { family, words } = wordsOf(text);
    expect(isUnspecified(family, words)).toBe(expected);
  });
});
