import { describe, expect, test } from "vitest";
import { parseTarget } from "./parse-target.ts";
import { type Lookup, resolveTarget } from "./resolve.ts";

const answering =
  (...addresses: string[]): Lookup =>
  () =>
    Promise.resolve(addresses.map((address) => ({ address })));

const failing =
  (code: string): Lookup =>
  () =>
    Promise.reject(Object.assign(new Error(code), { code }));

const never: Lookup = (host) => Promise.reject(new Error(`${host} must not be looked up`));

const both = answering("2001:db8::7", "192.0.2.7", "2001:db8::8", "192.0.2.8");
const v4 = (address: string) => ({ address, family: 4, port: 80 });
const v6 = (address: string) => ({ address, family: 6, port: 80 });

describe("a name", () => {
  test.each([
    ["the first in the system's order", {}, [v6("2001:db8::7")]],
    ["the first of the wanted family", { family: 4 }, [v4("192.0.2.7")]],
    [
      "every address of one family",
      { family: 6, all: true },
      [v6("2001:db8::7"), v6("2001:db8::8")],
    ],
    [
      "every address",
      { all: true },
      [v6("2001:db8::7"), v4("192.0.2.7"), v6("2001:db8::8"), v4("192.0.2.8")],
    ],
  ] as const)("%s", async (_, options, expected) => {
    const target = parseTarget("example.com:80");
    expect(await resolveTarget(target, { ...options, lookup: both })).toEqual(expected);
  });

  test("is looked up in ASCII", async () => {
    const asked: string[] = [];
    const lookup: Lookup = (host) => {
      asked.push(host);
      return Promise.resolve([{ address: "192.0.2.7" }]);
    };
    await resolveTarget(parseTarget("bücher.example"), { lookup });
    expect(asked).toEqual(["xn--bcher-kva.example"]);
  });

  test("an address that is listed twice is one endpoint", async () => {
    const lookup = answering("192.0.2.7", "192.0.2.7");
    expect(await resolveTarget(parseTarget("db:80"), { all: true, lookup })).toEqual([
      v4("192.0.2.7"),
    ]);
  });

  test("the zone of a link-local address is kept", async () => {
    const lookup = answering("fe80::7%eth0");
    expect(await resolveTarget(parseTarget("db:80"), { lookup })).toEqual([
      { ...v6("fe80::7"), zone: "eth0" },
    ]);
  });
});

describe("an address", () => {
  test.each([
    ["192.0.2.1:80", v4("192.0.2.1")],
    ["[2001:db8::1]:80", v6("2001:db8::1")],
    ["[fe80::1%eth0]:80", { ...v6("fe80::1"), zone: "eth0" }],
  ])("%s is not looked up", async (text, expected) => {
    expect(await resolveTarget(parseTarget(text), { lookup: never })).toEqual([expected]);
  });
});

describe("what is refused, and what is said", () => {
  test.each([
    ["ENOTFOUND", 'cannot resolve "nosuch.example": no such host name is known'],
    ["EAI_AGAIN", 'cannot resolve "nosuch.example": no name server answered'],
    ["EAI_FAIL", 'cannot resolve "nosuch.example": the resolver failed (EAI_FAIL)'],
  ])("%s", async (code, message) => {
    const attempt = resolveTarget(parseTarget("nosuch.example"), { lookup: failing(code) });
    await expect(attempt).rejects.toMatchObject({
      code: "NAME_NOT_RESOLVED",
      message,
      remedy: expect.any(String),
    });
  });

  test.each([
    ["example.com", 6, '"example.com" has no IPv6 address'],
    ["192.0.2.1", 6, '"192.0.2.1" is not an IPv6 address'],
    ["2001:db8::1", 4, '"2001:db8::1" is not an IPv4 address'],
  ] as const)("%s, IPv%i only", async (text, family, message) => {
    const attempt = resolveTarget(parseTarget(text), { family, lookup: answering("192.0.2.7") });
    await expect(attempt).rejects.toMatchObject({
      code: "NO_ADDRESS_OF_FAMILY",
      message,
      remedy: expect.any(String),
    });
  });

  test.each(["0.0.0.0", "224.0.0.1", "239.255.255.250", "255.255.255.255", "::", "ff02::1"])(
    "%s is nobody's own address",
    async (address) => {
      const refusal = { code: "TARGET_INVALID", message: expect.stringContaining(address) };
      const literal = resolveTarget(parseTarget(address), { lookup: never });
      await expect(literal).rejects.toMatchObject(refusal);
      const named = resolveTarget(parseTarget("db"), { lookup: answering(address) });
      await expect(named).rejects.toMatchObject(refusal);
    },
  );
});

test("the system's resolver knows localhost", async () => {
  const [endpoint] = await resolveTarget(parseTarget("localhost:80"));
  expect(["127.0.0.1", "::1"]).toContain(endpoint?.address);
});
