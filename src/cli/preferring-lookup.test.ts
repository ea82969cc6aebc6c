import { describe, expect, test } from "vitest";
import { preferringLookup, type Reachable } from "./preferring-lookup.ts";

const addresses = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"];
const ordered = async (reachable: Reachable): Promise<string[]> => {
  const lookup = preferringLookup({}, async () => ({ addresses }), reachable);
  return (await lookup("example.com")).map(({ address }) => address);
};

describe("of a name's addresses come first", () => {
  test.each<[string, Reachable, string[]]>([
    ["those of IPv6", () => true, ["2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2"]],
    ["those of IPv4 on a host without IPv6", (family) => family === 4, addresses],
    [
      "those of IPv6 on a host without IPv4",
      (family) => family === 6,
      ["2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2"],
    ],
    [
      "the reachable ones",
      (_, words) => words.at(-1) === 2 || words[0] === 0xc0000202,
      ["2001:db8::2", "192.0.2.2", "192.0.2.1", "2001:db8::1"],
    ],
    ["the first, where none is reachable", () => false, addresses],
  ])("%s", async (_, reachable, expected) => {
    expect(await ordered(reachable)).toEqual(expected);
  });
});

test("this host's own routes decide", async () => {
  const lookup = preferringLookup({}, async () => ({
    addresses: ["255.255.255.255", "127.0.0.1"],
  }));
  const [first] = await lookup("localhost");
  expect(first?.address).toBe("127.0.0.1");
});
