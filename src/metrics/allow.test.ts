import { describe, expect, test } from "vitest";
import { parseTarget } from "../targets/index.ts";
import { isAllowed } from "./allow.ts";

const at = (address: string) =>
  ({ address, family: address.includes(":") ? 6 : 4, port: 443 }) as const;

describe("what /probe may reach", () => {
  test.each<
    [rule: string, ports: string | undefined, target: string, address: string, allowed: boolean]
  >([
    ["www.example.com", undefined, "www.example.com:443", "192.0.2.1", true],
    ["WWW.example.com", undefined, "www.EXAMPLE.com:443", "192.0.2.1", true],
    ["www.example.com", undefined, "example.com:443", "192.0.2.1", false],
    ["*.example.com", undefined, "a.b.example.com", "192.0.2.1", true],
    ["*.example.com", undefined, "example.com", "192.0.2.1", false],
    ["*.example.com", undefined, "evilexample.com", "192.0.2.1", false],
    ["*.example.com", "443", "a.example.com:22", "192.0.2.1", false],
    ["*.example.com", "20-30,443", "a.example.com:22", "192.0.2.1", true],
    ["192.0.2.0/24", undefined, "192.0.2.200:1", "192.0.2.200", true],
    ["192.0.2.0/24", undefined, "198.51.100.1:1", "198.51.100.1", false],
    ["192.0.2.7", undefined, "192.0.2.7:1", "192.0.2.7", true],
    ["2001:db8::/32", undefined, "[2001:db8:1::1]:443", "2001:db8:1::1", true],
    ["2001:db8::/32", undefined, "192.0.2.1:443", "192.0.2.1", false],
    // A name is judged by what it stands for where no rule names it.
    ["192.0.2.0/24", undefined, "inside.example:443", "192.0.2.9", true],
    ["192.0.2.0/24", undefined, "outside.example:443", "127.0.0.1", false],
    ["*.example.com", undefined, "192.0.2.1:443", "192.0.2.1", false],
  ])("%s with ports %s, and %s at %s: %s", (host, ports, target, address, allowed) => {
    const rules = [{ host, ...(ports !== undefined && { ports }) }];
    expect(isAllowed(rules, parseTarget(target), at(address))).toBe(allowed);
  });

  test("nothing, unless it is named", () => {
    expect(isAllowed([], parseTarget("www.example.com"))).toBe(false);
  });
});
