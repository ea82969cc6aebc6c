import { expect, test } from "vitest";
import type { Link, Origin } from "../net/index.ts";
import { nanosecondsFromSeconds } from "../units.ts";
import { parseAddress } from "../wire/index.ts";
import { OriginCache } from "./origin-cache.ts";
import type { SweepEndpoint } from "./space.ts";

const endpoint = (text: string): SweepEndpoint => {
  const { family, words } = parseAddress(text)!;
  return { family, words, port: 443 };
};

/** A machine that leaves by another source for each network, and remembers what it was asked. */
function machine() {
  const asked: string[] = [];
  const origins = new Map<string, Origin>();
  const originFor: Link["originFor"] = ({ family, words, scope }) => {
    const network = `${family} ${words.slice(0, 2).join(" ")} ${scope}`;
    asked.push(network);
    const origin = { family, address: network, ports: [50_000] } as unknown as Origin;
    origins.set(network, origins.get(network) ?? origin);
    return origins.get(network)!;
  };
  return { asked, cache: new OriginCache({ originFor } as unknown as Link, 1) };
}

const cases = [
  { name: "IPv4 neighbours of a /24", first: "192.0.2.1", second: "192.0.2.254", questions: 1 },
  { name: "IPv4 networks", first: "192.0.2.1", second: "198.51.100.1", questions: 2 },
  { name: "/24s of neighbouring numbers", first: "10.0.0.1", second: "10.0.1.1", questions: 2 },
  { name: "IPv6 neighbours of a /64", first: "2001:db8::1", second: "2001:db8::f:1", questions: 1 },
  { name: "IPv6 networks", first: "2001:db8::1", second: "2001:db8:0:1::1", questions: 2 },
  // 192.0.2.0/24 and c000:0200:: begin with the same octets.
  { name: "networks of two families", first: "192.0.2.0", second: "c000:200::", questions: 2 },
];

test.each(cases)("$name: the kernel is asked $questions times", ({ first, second, questions }) => {
  const { asked, cache } = machine();
  const before = cache.originFor(endpoint(first), 0, 0);
  const other = cache.originFor(endpoint(second), 0, 1);
  expect(asked).toHaveLength(questions);
  expect(cache.originFor(endpoint(first), 0, 2)).toBe(before);
  expect(other === before).toBe(questions === 1);
});

test("the same network in another zone has an answer of its own", () => {
  const { cache } = machine();
  const one = cache.originFor(endpoint("fe80::1"), 2, 0);
  expect(cache.originFor(endpoint("fe80::1"), 3, 0)).not.toBe(one);
});

test("an answer is good for five seconds", () => {
  const { asked, cache } = machine();
  for (const seconds of [0, 5, 5.1, 10.1, 10.2]) {
    cache.originFor(endpoint("192.0.2.1"), 0, nanosecondsFromSeconds(seconds));
  }
  expect(asked).toHaveLength(3);
});

test("however many origins there are, each network keeps its own", () => {
  const { cache } = machine();
  const networks = Array.from({ length: 300 }, (_, network) =>
    endpoint(`10.${network >> 8}.${network & 255}.1`),
  );
  const origins = networks.map((one) => cache.originFor(one, 0, 0));
  expect(new Set(origins).size).toBe(300);
  expect(networks.map((one) => cache.originFor(one, 0, 1))).toEqual(origins);
});
