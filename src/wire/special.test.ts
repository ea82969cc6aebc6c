import { describe, expect, test } from "vitest";
import { parseAddress } from "./address.ts";
import { isGloballyRoutable } from "./special.ts";

/** The edges of each block of IANA's special-purpose registries, and what lies beside it. */
const local = [
  ["0.0.0.0", "0.255.255.255", "RFC 791 this network"],
  ["10.0.0.0", "10.255.255.255", "RFC 1918 private"],
  ["100.64.0.0", "100.127.255.255", "RFC 6598 shared"],
  ["127.0.0.0", "127.255.255.255", "RFC 1122 loopback"],
  ["169.254.0.0", "169.254.255.255", "RFC 3927 link-local"],
  ["172.16.0.0", "172.31.255.255", "RFC 1918 private"],
  ["192.0.0.0", "192.0.0.255", "RFC 6890 IETF protocols"],
  ["192.0.2.0", "192.0.2.255", "RFC 5737 documentation"],
  ["192.88.99.2", "192.88.99.2", "RFC 6751 relay"],
  ["192.168.0.0", "192.168.255.255", "RFC 1918 private"],
  ["198.18.0.0", "198.19.255.255", "RFC 2544 benchmarking"],
  ["198.51.100.0", "198.51.100.255", "RFC 5737 documentation"],
  ["203.0.113.0", "203.0.113.255", "RFC 5737 documentation"],
  ["224.0.0.0", "239.255.255.255", "RFC 5771 multicast"],
  ["240.0.0.0", "255.255.255.255", "RFC 1112 reserved, RFC 919 broadcast"],
  ["::", "::1", "RFC 4291 unspecified and loopback"],
  ["::ffff:8.8.8.8", "::ffff:255.255.255.255", "RFC 4291 IPv4-mapped"],
  ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "RFC 8215 local translation"],
  ["100::", "100::ffff:ffff:ffff:ffff", "RFC 6666 discard"],
  ["2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 4380 Teredo"],
  ["2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff", "RFC 5180 benchmarking"],
  ["2001:10::", "2001:1f:ffff::", "RFC 4843 ORCHID, ended"],
  ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 3849 documentation"],
  ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 9637 documentation"],
  ["5f00::", "5f00:ffff::", "RFC 9602 segment identifiers"],
  ["fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 4193 unique local"],
  ["fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "RFC 4291 link-local"],
  ["ff00::", "ffff::", "RFC 4291 multicast"],
] as const;

const global = [
  ["1.0.0.0", "9.255.255.255"],
  ["11.0.0.0", "100.63.255.255"],
  ["100.128.0.0", "126.255.255.255"],
  ["128.0.0.0", "169.253.255.255"],
  ["172.15.255.255", "172.32.0.0"],
  ["192.0.0.9", "192.0.0.10"],
  ["192.0.1.255", "192.0.3.0"],
  ["192.31.196.1", "192.52.193.1"],
  ["192.167.255.255", "192.169.0.0"],
  ["198.17.255.255", "198.20.0.0"],
  ["203.0.112.255", "203.0.114.0"],
  ["223.255.255.255", "8.8.8.8"],
  ["64:ff9b::808:808", "64:ff9b::ffff:ffff"],
  ["2001:1::1", "2001:1::3"],
  ["2001:3::", "2001:4:112::1"],
  ["2001:20::", "2001:3f:ffff::"],
  ["2001:200::", "2001:db7:ffff::"],
  ["2001:db9::", "2620:4f:8000::1"],
  ["2a00::1", "3ffe:ffff::"],
  ["3fff:1000::", "3fff:ffff::"],
] as const;

const isGlobal = (text: string) => {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`no address: ${text}`);
  return isGloballyRoutable(parsed.family, parsed.words);
};

describe("an address that may be reached across the internet", () => {
  test.each(local)("neither %s nor %s: %s", (first, last) => {
    expect([isGlobal(first), isGlobal(last)]).toEqual([false, false]);
  });

  test.each(global)("both %s and %s", (first, last) => {
    expect([isGlobal(first), isGlobal(last)]).toEqual([true, true]);
  });
});
