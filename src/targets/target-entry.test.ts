import { describe, expect, test } from "vitest";
import { formatPrefix } from "./prefix.ts";
import { entryParser, type TargetEntry } from "./target-entry.ts";

const shown = (entry: TargetEntry): string[] => {
  const ports = entry.ports === undefined ? [] : [entry.ports.toString()];
  if (entry.kind === "name") return ["name", entry.host, ...ports];
  const zone = entry.zone === undefined ? "" : `%${entry.zone}`;
  return ["prefix", `${formatPrefix(entry.prefix)}${zone}`, ...ports];
};

describe("what a line may name", () => {
  test.each([
    ["example.com", ["name", "example.com"]],
    ["Example.com:443", ["name", "example.com", "443"]],
    ["tcp://example.com:443", ["name", "example.com", "443"]],
    ["bücher.example:22,80", ["name", "xn--bcher-kva.example", "22,80"]],
    ["192.0.2.1", ["prefix", "192.0.2.1/32"]],
    ["192.0.2.1:22,8000-8010", ["prefix", "192.0.2.1/32", "22,8000-8010"]],
    ["2001:db8::1", ["prefix", "2001:db8::1/128"]],
    ["[2001:db8::1]", ["prefix", "2001:db8::1/128"]],
    ["[2001:db8::1]:443", ["prefix", "2001:db8::1/128", "443"]],
    ["[fe80::1%eth0]:22", ["prefix", "fe80::1/128%eth0", "22"]],
    ["198.51.100.0/24", ["prefix", "198.51.100.0/24"]],
    ["198.51.100.0/24:443", ["prefix", "198.51.100.0/24", "443"]],
    ["198.51.100.0/24:80,443", ["prefix", "198.51.100.0/24", "80,443"]],
    ["2001:db8::/120", ["prefix", "2001:db8::/120"]],
    ["2001:db8::/120:443", ["prefix", "2001:db8::/120", "443"]],
    ["[2001:db8::/120]:443", ["prefix", "2001:db8::/120", "443"]],
    ["[2001:db8::/120]", ["prefix", "2001:db8::/120"]],
  ])("%s", (text, expected) => {
    expect(shown(entryParser()(text))).toEqual(expected);
  });

  test.each([
    ["10.0.0.0/8", "10.0.0.0/8 is too large: an IPv4 prefix is a /12 at most, 1,048,576 addresses"],
    ["example.com:", "the port is missing after the colon"],
    ["198.51.100.0/24:", "the port is missing after the colon"],
    ["198.51.100.0/24:0", '"0" is not a port'],
    ["198.51.100.0/:443", '"198.51.100.0/:443" is not a prefix: no length follows its slash'],
    ["example.com/24", '"example.com/24" is neither a prefix nor an address'],
    [
      "[2001:db8::/120",
      '"[2001:db8::/120" has no closing bracket, or something other than ports after it',
    ],
    [
      "[2001:db8::/120]443",
      '"[2001:db8::/120]443" has no closing bracket, or something other than ports after it',
    ],
    ["192.0.2.256:80", '"192.0.2.256" is neither a host name nor an IPv4 address'],
    [
      "[::ffff:192.0.2.1]:80",
      '"::ffff:192.0.2.1" is an IPv4 address in IPv6 clothing, and never travels as IPv6',
    ],
    ["224.0.0.1:80", "224.0.0.1 cannot be probed: it is not the address of one host"],
    ["http://example.com/", '"http://example.com/" is not a TCP target: only tcp:// is understood'],
    ["two words", '"two words" is not a host: it contains white space'],
  ])("%j is refused", (text, message) => {
    expect(() => entryParser()(text)).toThrow(
      expect.objectContaining({ code: "TARGET_INVALID", message }),
    );
  });

  test("lines with the same ports share one list", () => {
    const parse = entryParser();
    expect(parse("192.0.2.1:443").ports).toBe(parse("example.com:443").ports);
  });
});
