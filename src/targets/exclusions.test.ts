import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress } from "../wire/index.ts";
import { Exclusions, readExclusions } from "./exclusions.ts";
import { parsePrefix } from "./prefix.ts";

const excluding = (...prefixes: string[]) => new Exclusions(prefixes.map(parsePrefix));
const words = (text: string) => parseAddress(text)!.words;
const isCovered = (exclusions: Exclusions, text: string): boolean => {
  const { family, words: address } = parseAddress(text)!;
  return exclusions.covers(family, Uint32Array.of(7, ...address), 1);
};

describe("an address is excluded when some prefix holds it", () => {
  const exclusions = excluding(
    "198.51.100.0/25",
    "10.0.0.0/8",
    "10.1.2.0/24",
    "192.0.2.7",
    "0.0.0.0/32",
    "255.255.255.255",
    "2001:db8:1::/48",
    "2001:db8:1:2::/64",
    "2001:db8::7",
  );

  test("those inside others are forgotten", () => {
    expect(exclusions.size).toBe(7);
  });

  test.each([
    ["198.51.100.0", true],
    ["198.51.100.127", true],
    ["198.51.100.128", false],
    ["198.51.99.255", false],
    ["10.1.2.3", true],
    ["10.255.255.255", true],
    ["11.0.0.0", false],
    ["192.0.2.7", true],
    ["192.0.2.6", false],
    ["192.0.2.8", false],
    ["0.0.0.0", true],
    ["0.0.0.1", false],
    ["255.255.255.255", true],
    ["2001:db8:1::", true],
    ["2001:db8:1:ffff:ffff:ffff:ffff:ffff", true],
    ["2001:db8:2::", false],
    ["2001:db8::7", true],
    ["2001:db8::8", false],
    ["::c000:207", false],
  ])("%s: %s", (address, covered) => {
    expect(isCovered(exclusions, address)).toBe(covered);
  });

  test("none is when there is no prefix", () => {
    expect(isCovered(new Exclusions(), "192.0.2.1")).toBe(false);
    expect(isCovered(new Exclusions(), "2001:db8::1")).toBe(false);
  });

  test("of one family all, of the other none", () => {
    expect(isCovered(excluding("0.0.0.0/0"), "192.0.2.1")).toBe(true);
    expect(isCovered(excluding("0.0.0.0/0"), "2001:db8::1")).toBe(false);
    expect(isCovered(excluding("::/0"), "2001:db8::1")).toBe(true);
  });
});

describe("what is left of a range", () => {
  test.each([
    { without: [], left: [[0, 256]] },
    { without: ["198.51.100.0/24"], left: [] },
    { without: ["0.0.0.0/0"], left: [] },
    { without: ["198.51.100.0/25"], left: [[128, 128]] },
    { without: ["198.51.100.128/25"], left: [[0, 128]] },
    {
      without: ["198.51.100.7", "198.51.100.16/28", "198.51.101.0/24"],
      left: [
        [0, 7],
        [8, 8],
        [32, 224],
      ],
    },
  ])("of 198.51.100.0/24 without $without", ({ without, left }) => {
    const found = [...excluding(...without).allowed(4, words("198.51.100.0"), 256)];
    expect(found.map(({ offset, size }) => [offset, size])).toEqual(left);
  });

  test.each([
    { without: ["2001:db8::/32"], left: [] },
    {
      without: ["2001:db8::1:10/124"],
      left: [
        [0, 16],
        [32, 224],
      ],
    },
    { without: ["2001:db7::/32", "2001:db9::/32", "2001:db8:0:1::/64"], left: [[0, 256]] },
  ])("of 2001:db8::1:0/120 without $without", ({ without, left }) => {
    const found = [...excluding(...without).allowed(6, words("2001:db8::1:0"), 256)];
    expect(found.map(({ offset, size }) => [offset, size])).toEqual(left);
  });

  test("is every address that is not covered", () => {
    const prefix = fc
      .tuple(fc.integer({ min: 0, max: 1023 }), fc.integer({ min: 23, max: 32 }))
      .map(([n, length]) => `198.51.${100 + (n >>> 8)}.${n & 255}/${length}`);
    const start = fc.integer({ min: 0, max: 700 });
    const size = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(fc.array(prefix), start, size, (prefixes, from, count) => {
        const exclusions = excluding(...prefixes);
        const first = words("198.51.100.0");
        first[0]! += from;
        const expected: number[] = [];
        for (let n = 0; n < count; n++) {
          if (!exclusions.covers(4, Uint32Array.of(first[0]! + n))) expected.push(n);
        }
        const found = [...exclusions.allowed(4, first, count)].flatMap(({ offset, size: length }) =>
          Array.from({ length }, (_, n) => offset + n),
        );
        expect(found).toEqual(expected);
      }),
    );
  });
});

const reading = (text: string) =>
  readExclusions(
    (async function* () {
      yield new TextEncoder().encode(text);
    })(),
    "never.txt",
  );

describe("a file of exclusions", () => {
  test("has prefixes of any length, addresses and comments", async () => {
    const exclusions = await reading("# ours\n10.0.0.0/8 # all\n192.0.2.1\n2001:db8::/32\n");
    expect(exclusions.size).toBe(3);
    expect(isCovered(exclusions, "2001:db8::1")).toBe(true);
  });

  test("may be empty", async () => {
    expect((await reading("# none yet\n")).size).toBe(0);
  });

  test.each([
    [
      "a wrong line",
      "192.0.2.1\n10.0.0/8\n",
      "TARGET_INVALID",
      'never.txt:2: "10.0.0/8" is neither a prefix nor an address',
    ],
    [
      "a name",
      "example.com\n",
      "TARGET_INVALID",
      'never.txt:1: "example.com" is neither a prefix nor an address',
    ],
    ["junk", "\0\0", "FILE_UNREADABLE", "never.txt is not a text in UTF-8"],
  ])("with %s is refused, always", async (_, text, code, message) => {
    await expect(reading(text)).rejects.toThrow(expect.objectContaining({ code, message }));
  });
});
