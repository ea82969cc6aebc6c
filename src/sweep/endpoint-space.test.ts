import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  entryParser,
  Exclusions,
  PortList,
  parsePortList,
  readExclusions,
} from "../targets/index.ts";
import { formatAddress, parseAddress } from "../wire/index.ts";
import { EndpointSpace, SpaceBuilder } from "./endpoint-space.ts";
import type { SweepEndpoint } from "./space.ts";

const spaceOf = (lines: readonly string[], ports = "443", exclusions = new Exclusions()) => {
  const builder = new SpaceBuilder(parsePortList(ports));
  const parse = entryParser();
  for (const line of lines) builder.add(parse(line));
  return builder.build(exclusions);
};

const without = (...lines: string[]): Promise<Exclusions> =>
  readExclusions(
    (async function* () {
      yield Buffer.from(lines.join("\n"));
    })(),
    "never.txt",
  );

function endpointsOf(space: EndpointSpace): string[] {
  const into: SweepEndpoint = { family: 4, words: new Uint32Array(4), port: 0 };
  return Array.from({ length: space.size }, (_, index) => {
    const row = space.nameRowAt(index);
    if (row >= 0) return `${space.names.hostOf(row)} ${space.portOfName(index)}`;
    space.at(index, into);
    const zone = into.zone === undefined ? "" : `%${into.zone}`;
    return `${formatAddress(into.family, into.words)}${zone} ${into.port}`;
  });
}

describe("what a list comes to", () => {
  test.each([
    { lines: ["192.0.2.1"], endpoints: ["192.0.2.1 443"] },
    { lines: ["192.0.2.1:22,80"], endpoints: ["192.0.2.1 22", "192.0.2.1 80"] },
    {
      lines: ["198.51.100.8/30:1-2"],
      endpoints: [8, 9, 10, 11].flatMap((n) => [`198.51.100.${n} 1`, `198.51.100.${n} 2`]),
    },
    {
      lines: ["2001:db8::fffe/127", "[2001:db8:0:1::]:80"],
      endpoints: ["2001:db8::fffe 443", "2001:db8::ffff 443", "2001:db8:0:1:: 80"],
    },
    {
      lines: ["[fe80::1%eth0]:22", "[fe80::1%eth1]:22", "[fe80::1%eth0]:22"],
      endpoints: ["fe80::1%eth0 22", "fe80::1%eth1 22"],
    },
    {
      lines: ["b.example:80", "192.0.2.1", "a.example:80,443"],
      endpoints: ["192.0.2.1 443", "b.example 80", "a.example 80", "a.example 443"],
    },
    { lines: ["255.255.255.254:1"], endpoints: ["255.255.255.254 1"] },
  ])("$lines", ({ lines, endpoints }) => {
    expect(endpointsOf(spaceOf(lines))).toEqual(endpoints);
  });
});

test.each([
  { lines: ["192.0.2.0/28", "192.0.2.8/29:22,443", "192.0.2.9"], isDistinct: true },
  { lines: ["2001:db8::/120", "192.0.2.1"], isDistinct: true },
  // What their addresses will be, nobody knows yet.
  { lines: ["192.0.2.1", "a.example"], isDistinct: false },
  // On two links the same address is two hosts.
  { lines: ["[fe80::1%eth0]:22", "[fe80::1%eth1]:22"], isDistinct: false },
])("no two endpoints of $lines share address and port: $isDistinct", ({ lines, isDistinct }) => {
  const space = spaceOf(lines);
  expect(space.isDistinct).toBe(isDistinct);
  const endpoints = endpointsOf(space);
  expect(new Set(endpoints).size).toBe(endpoints.length);
});

test("a space of more than 2^32 endpoints is exact to its last", () => {
  const space = spaceOf(["10.0.0.0/12", "10.32.0.0/12"], "1-65535");
  const into: SweepEndpoint = { family: 4, words: new Uint32Array(4), port: 0 };
  const at = (index: number): string => {
    space.at(index, into);
    return `${formatAddress(4, into.words)} ${into.port}`;
  };
  expect(space.size).toBe(2 ** 21 * 65_535);
  expect(at(0)).toBe("10.0.0.0 1");
  expect(at(65_535)).toBe("10.0.0.1 1");
  expect(at(space.size / 2 - 1)).toBe("10.15.255.255 65535");
  expect(at(space.size / 2)).toBe("10.32.0.0 1");
  expect(at(space.size - 1)).toBe("10.47.255.255 65535");
});

describe("an endpoint that is listed more than once is there once", () => {
  test.each([
    { lines: ["192.0.2.1", "192.0.2.1:443"], endpoints: ["192.0.2.1 443"] },
    { lines: ["192.0.2.1:80,443", "192.0.2.1:443"], endpoints: ["192.0.2.1 80", "192.0.2.1 443"] },
    {
      lines: ["192.0.2.4/31", "192.0.2.5:443", "192.0.2.5:80"],
      endpoints: ["192.0.2.4 443", "192.0.2.5 443", "192.0.2.5 80"],
    },
    { lines: ["a.example:80", "A.example:80"], endpoints: ["a.example 80"] },
    {
      lines: ["a.example:80", "a.example:79-81"],
      endpoints: ["a.example 80", "a.example 79", "a.example 81"],
    },
  ])("$lines", ({ lines, endpoints }) => {
    expect(endpointsOf(spaceOf(lines)).toSorted()).toEqual(endpoints.toSorted());
  });

  test("among thousands of names", () => {
    const lines = Array.from({ length: 6000 }, (_, n) => `host-${n % 5000}.example:${1 + (n % 2)}`);
    expect(new Set(endpointsOf(spaceOf(lines))).size).toBe(5000);
    expect(spaceOf(lines).size).toBe(5000);
  });
});

const formatted = (text: string): string => {
  const { family, words } = parseAddress(text)!;
  return formatAddress(family, words);
};

/** Addresses in a row, `198.51.100.n` or `2001:db8::n`. */
type Row = { readonly text: string; readonly addresses: readonly string[] };

function rowOf(family: 4 | 6, n: number, bits: number): Row {
  const write = (last: number) =>
    formatted(family === 4 ? `198.51.100.${last}` : `2001:db8::${last.toString(16)}`);
  const first = n & ~(2 ** bits - 1);
  return {
    text: `${write(n)}/${(family === 4 ? 32 : 128) - bits}`,
    addresses: Array.from({ length: 2 ** bits }, (_, offset) => write(first + offset)),
  };
}

describe("any ranges, ports and exclusions", () => {
  const port = fc.integer({ min: 1, max: 6 });
  const ports = fc
    .array(fc.tuple(port, port), { minLength: 1, maxLength: 2 })
    .map((pairs) => new PortList(pairs.map(([a, b]) => [Math.min(a, b), Math.max(a, b)])));
  const family = fc.constantFrom<4 | 6>(4, 6);
  const row = fc.tuple(family, fc.nat(255), fc.nat(8)).map(([f, n, bits]) => rowOf(f, n, bits));
  const entry = fc.record({ row, ports });

  test("come to the set of their endpoints", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { minLength: 1, maxLength: 8 }),
        fc.array(row, { maxLength: 2 }),
        async (entries, excluded) => {
          const never = new Set(excluded.flatMap(({ addresses }) => addresses));
          const expected = new Set(
            entries.flatMap((each) =>
              each.row.addresses
                .filter((address) => !never.has(address))
                .flatMap((address) => [...each.ports].map((p) => `${address} ${p}`)),
            ),
          );
          const lines = entries.map((each) => `[${each.row.text}]:${each.ports.toString()}`);
          const exclusions = await without(...excluded.map(({ text }) => text));
          const found = expected.size === 0 ? [] : endpointsOf(spaceOf(lines, "443", exclusions));
          expect(found.length).toBe(expected.size);
          expect(new Set(found)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("memory", () => {
  test("a prefix is one row, whatever its size, and neighbours become one", () => {
    const { size, data } = spaceOf(["10.0.0.0/12", "10.16.0.0/12", "10.3.0.0/16"], "1-1000");
    expect(size).toBe(2 ** 21 * 1000);
    expect(data.tables.map(({ ports }) => ports.length)).toEqual([1]);
  });

  test.each([
    ["IPv4", 4, (n: number) => `10.${n >> 8}.${n & 255}.1`],
    ["IPv6", 6, (n: number) => `[2001:db8::${n.toString(16)}:1]`],
  ])("listed one by one, %s addresses take fewer than 25 octets each", (_, family, write) => {
    const lines = Array.from({ length: 8000 }, (__, n) => `${write(n)}:${1 + (n % 100)}`);
    const { size, data } = spaceOf(lines);
    expect(size).toBe(8000);
    const [table] = data.tables;
    expect(table!.family).toBe(family);
    const { first, ports, before, guide } = table!;
    const octets = [first, ports, before, guide].reduce((sum, array) => sum + array.byteLength, 0);
    expect(octets / size).toBeLessThan(25);
  });

  test("another thread sees the same space from its data, and the addresses that names get", () => {
    const space = spaceOf(["198.51.100.0/28:1-3", "2001:db8::1", "a.example:80"]);
    const other = new EndpointSpace(structuredClone(space.data));
    expect(endpointsOf(other)).toEqual(endpointsOf(space));
    const rules = { exclusions: new Exclusions() };
    expect(other.fingerprint(rules)).toBe(space.fingerprint(rules));
    space.names.resolve(0, 4, parseAddress("192.0.2.9")!.words);
    const into: SweepEndpoint = { family: 6, words: new Uint32Array(4), port: 0 };
    other.at(other.size - 1, into);
    expect([into.family, into.words[0], into.port]).toEqual([4, 0xc0000209, 80]);
  });
});

describe("names", () => {
  test("have no address before they are resolved, and none when that failed", () => {
    const space = spaceOf(["a.example", "b.example", "192.0.2.1"]);
    const into: SweepEndpoint = { family: 4, words: new Uint32Array(4), port: 0 };
    const { names } = space;
    names.resolve(0, 6, parseAddress("2001:db8::7")!.words);
    names.fail(1);
    expect([names.stateOf(0), names.stateOf(1)]).toEqual(["resolved", "failed"]);
    expect([0, 1, 2].map((index) => space.nameRowAt(index))).toEqual([-1, 0, 1]);
    space.at(1, into);
    expect([formatAddress(into.family, into.words), into.port]).toEqual(["2001:db8::7", 443]);
    expect(() => space.at(2, into)).toThrow(RangeError);
    expect(names.stateOf(1)).toBe("failed");
  });
});

const print = (
  lines: readonly string[],
  ports = "443",
  exclusions = new Exclusions(),
  family?: 4 | 6,
) => spaceOf(lines, ports, exclusions).fingerprint({ family, exclusions });

describe("the fingerprint", () => {
  const base = ["198.51.100.0/24", "192.0.2.1:80", "a.example"];

  test("is the same however the same endpoints are written", () => {
    const same = ["198.51.100.9/25", "198.51.100.128/25:443", "192.0.2.1:80", "A.EXAMPLE:443"];
    expect(print(same)).toBe(print(base));
    expect(print(base)).toMatch(/^[\da-f]{32}$/);
  });

  test("is another for other endpoints", async () => {
    const prints = [
      print(base),
      print(base, "444"),
      print(base, "443", await without("198.51.100.7")),
      print([...base, "192.0.2.2:80"]),
      print([...base, "b.example"]),
      print(["198.51.100.0/25", "192.0.2.1:80", "a.example"]),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });

  test("is another where names may get other addresses, and only there", async () => {
    const ofNames = [
      print(["a.example"]),
      print(["a.example"], "443", new Exclusions(), 4),
      print(["a.example"], "443", new Exclusions(), 6),
      print(["a.example"], "443", await without("192.0.2.0/24")),
    ];
    expect(new Set(ofNames).size).toBe(ofNames.length);
    const ofAddresses = [
      print(["198.51.100.1"]),
      print(["198.51.100.1"], "443", new Exclusions(), 4),
      print(["198.51.100.1"], "443", await without("192.0.2.0/24")),
    ];
    expect(new Set(ofAddresses).size).toBe(1);
  });
});

describe("what is refused", () => {
  test("a space without any endpoint", async () => {
    const exclusions = await without("198.51.100.0/24");
    expect(() => spaceOf(["198.51.100.0/25"], "443", exclusions)).toThrow(
      "nothing is left to probe: every target is excluded",
    );
  });

  test("a space of more than 2^40 endpoints", () => {
    const prefixes = Array.from({ length: 17 }, (_, n) => `${10 + n}.0.0.0/12`);
    expect(() => spaceOf(prefixes, "1-65535")).toThrow(
      "1,168,213,278,720 endpoints are too many: a sweep has 2^40 at most",
    );
  });
});
