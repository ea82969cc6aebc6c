import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress } from "../wire/index.ts";
import {
  addressAt,
  formatPrefix,
  lastAddressOf,
  parsePrefix,
  prefixSize,
  refuseUnprobeable,
} from "./prefix.ts";

const nth = (text: string, n: number): string => {
  const prefix = parsePrefix(text);
  const words = new Uint32Array(6);
  addressAt(prefix, n, words, 2);
  return formatAddress(prefix.family, words.subarray(2));
};

describe("what a prefix may look like", () => {
  test.each([
    // written             is                      addresses  first            last
    ["198.51.100.0/24", "198.51.100.0/24", 256, "198.51.100.0", "198.51.100.255"],
    ["198.51.100.7/24", "198.51.100.0/24", 256, "198.51.100.0", "198.51.100.255"],
    ["198.51.100.7/32", "198.51.100.7/32", 1, "198.51.100.7", "198.51.100.7"],
    ["198.51.100.7", "198.51.100.7/32", 1, "198.51.100.7", "198.51.100.7"],
    ["10.0.0.0/8", "10.0.0.0/8", 2 ** 24, "10.0.0.0", "10.255.255.255"],
    ["0.0.0.0/0", "0.0.0.0/0", 2 ** 32, "0.0.0.0", "255.255.255.255"],
    ["2001:db8::/120", "2001:db8::/120", 256, "2001:db8::", "2001:db8::ff"],
    ["2001:DB8::1:ff/116", "2001:db8::1:0/116", 4096, "2001:db8::1:0", "2001:db8::1:fff"],
    ["2001:db8::1", "2001:db8::1/128", 1, "2001:db8::1", "2001:db8::1"],
    [
      "2001:db8::/32",
      "2001:db8::/32",
      2 ** 96,
      "2001:db8::",
      "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
    ],
    ["::/0", "::/0", 2 ** 128, "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ])("%s", (text, canonical, size, first, last) => {
    const prefix = parsePrefix(text);
    expect(formatPrefix(prefix)).toBe(canonical);
    expect(prefixSize(prefix)).toBe(size);
    expect(nth(text, 0)).toBe(first);
    expect(formatAddress(prefix.family, lastAddressOf(prefix))).toBe(last);
  });

  test.each([
    [
      "198.51.100.0/33",
      '"198.51.100.0/33" is not a prefix: its length is not a number from 0 to 32',
    ],
    [
      "2001:db8::/129",
      '"2001:db8::/129" is not a prefix: its length is not a number from 0 to 128',
    ],
    ["198.51.100.0/", '"198.51.100.0/" is not a prefix: its length is not a number from 0 to 32'],
    [
      "198.51.100.0/+1",
      '"198.51.100.0/+1" is not a prefix: its length is not a number from 0 to 32',
    ],
    ["198.51.100/24", '"198.51.100/24" is neither a prefix nor an address'],
    ["example.com/24", '"example.com/24" is neither a prefix nor an address'],
    ["198.51.100.0/24/24", '"198.51.100.0/24/24" is neither a prefix nor an address'],
    ["fe80::1%eth0/64", '"fe80::1%eth0/64" is neither a prefix nor an address'],
    ["", '"" is neither a prefix nor an address'],
    [
      "::ffff:192.0.2.0/120",
      '"::ffff:192.0.2.0/120" is IPv4 in IPv6 clothing, and never travels as IPv6',
    ],
  ])("%j is refused", (text, message) => {
    expect(() => parsePrefix(text)).toThrow(
      expect.objectContaining({ code: "TARGET_INVALID", message }),
    );
  });
});

describe("what may be probed", () => {
  test.each([
    "10.0.0.0/12",
    "198.51.100.255",
    "2001:db8::/116",
    "::1",
    "255.255.255.254",
    "1.0.0.0/12",
  ])("%s", (text) => {
    expect(() => refuseUnprobeable(parsePrefix(text))).not.toThrow();
  });

  test.each([
    [
      "10.0.0.0/11",
      "10.0.0.0/11 is too large: an IPv4 prefix is a /12 at most, 1,048,576 addresses",
    ],
    [
      "2001:db8::/115",
      "2001:db8::/115 is too large: an IPv6 prefix is a /116 at most, 4,096 addresses",
    ],
    ["224.0.0.0/12", "224.0.0.0/12 cannot be probed: 224.0.0.0 is not the address of one host"],
    ["0.0.0.0/12", "0.0.0.0/12 cannot be probed: 0.0.0.0 is not the address of one host"],
    [
      "255.255.255.0/24",
      "255.255.255.0/24 cannot be probed: 255.255.255.255 is not the address of one host",
    ],
    ["239.1.2.3", "239.1.2.3 cannot be probed: it is not the address of one host"],
    ["ff02::1", "ff02::1 cannot be probed: it is not the address of one host"],
    ["::", ":: cannot be probed: it is not the address of one host"],
  ])("not %s", (text, message) => {
    expect(() => refuseUnprobeable(parsePrefix(text))).toThrow(
      expect.objectContaining({ code: "TARGET_INVALID", message }),
    );
  });
});

test("address n of a prefix is n after its first", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 20 - 1 }), (n) => {
      expect(nth("172.16.0.0/12", n)).toBe(`172.${16 + (n >>> 16)}.${(n >>> 8) & 255}.${n & 255}`);
    }),
  );
  expect(nth("2001:db8::f:0/116", 4095)).toBe("2001:db8::f:fff");
});
