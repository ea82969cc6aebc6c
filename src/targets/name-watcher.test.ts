import { describe, expect, test } from "vitest";
import { parseHosts } from "./dns-lookup.ts";
import { type Naming, NameWatcher } from "./name-watcher.ts";
import { parseTarget } from "./parse-target.ts";

type Answer = { addresses: string[]; ttl?: number; partial?: boolean } | { code: string };

/** Time that passes when a pause is waited for; every pause is written down. */
function watcherOf(...answers: Answer[]) {
  const pauses: number[] = [];
  const resumes: (() => void)[] = [];
  let asked = 0;
  const watcher = new NameWatcher({
    now: () => 0,
    lookup: async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)]!;
      if ("code" in answer) throw Object.assign(new Error("dns"), { code: answer.code });
      return answer;
    },
    after: (milliseconds, callback) => {
      pauses.push(Math.round(milliseconds / 1000));
      resumes.push(callback);
      return () => {};
    },
  });
  return { watcher, pauses, resume: () => resumes.shift()?.(), asked: () => asked };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const addressesOf = (naming: Naming | undefined) =>
  naming !== undefined && "endpoints" in naming
    ? naming.endpoints.map(({ address }) => address)
    : naming?.error.code;

describe("a name is looked at again when its records have run out", () => {
  test.each([
    { ttl: 300, least: 270, most: 300 },
    { ttl: 0, least: 4, most: 5 },
    { ttl: 1_000_000, least: 3240, most: 3600 },
    { ttl: undefined, least: 54, most: 60 },
  ])("after a lifetime of $ttl s", async ({ ttl, least, most }) => {
    const { watcher, pauses } = watcherOf({
      addresses: ["192.0.2.1"],
      ...(ttl !== undefined && { ttl }),
    });
    watcher.watch(parseTarget("web.example"), { all: false }, () => {});
    await settle();
    expect(pauses).toHaveLength(1);
    expect(pauses[0]).toBeGreaterThanOrEqual(least);
    expect(pauses[0]).toBeLessThanOrEqual(most);
  });
});

test("the first address stays the one that is probed as long as it is among the answers", async () => {
  const { watcher, resume } = watcherOf(
    { addresses: ["192.0.2.1", "192.0.2.2"] },
    { addresses: ["192.0.2.2", "192.0.2.1"] },
    { addresses: ["192.0.2.2", "192.0.2.3"] },
  );
  const told: (string[] | string | undefined)[] = [];
  watcher.watch(parseTarget("web.example"), { all: false }, (naming) =>
    told.push(addressesOf(naming)),
  );
  for (let look = 0; look < 3; look++) {
    await settle();
    resume();
  }
  expect(told).toEqual([["192.0.2.1"], ["192.0.2.1"], ["192.0.2.2"]]);
});

test("addresses of a family that was not answered for stay, and are asked for soon", async () => {
  const { watcher, pauses, resume } = watcherOf(
    { addresses: ["192.0.2.1", "2001:db8::1"], ttl: 3600 },
    { addresses: ["192.0.2.2"], ttl: 3600, partial: true },
    { addresses: ["192.0.2.2"], ttl: 3600 },
  );
  const told: (string[] | string | undefined)[] = [];
  watcher.watch(parseTarget("web.example"), { all: true }, (naming) =>
    told.push(addressesOf(naming)),
  );
  for (let look = 0; look < 3; look++) {
    await settle();
    resume();
  }
  expect(told).toEqual([["192.0.2.1", "2001:db8::1"], ["192.0.2.2", "2001:db8::1"], ["192.0.2.2"]]);
  expect(pauses[1]).toBeLessThanOrEqual(60);
});

test("a failure is told and tried again, later each time, and what comes of it then is told", async () => {
  const { watcher, pauses, resume } = watcherOf(
    { code: "EAI_AGAIN" },
    { code: "EAI_AGAIN" },
    { addresses: ["192.0.2.1"], ttl: 60 },
  );
  const told: (string[] | string | undefined)[] = [];
  watcher.watch(parseTarget("web.example"), { all: true }, (naming) =>
    told.push(addressesOf(naming)),
  );
  for (let look = 0; look < 3; look++) {
    await settle();
    resume();
  }
  expect(told).toEqual(["NAME_NOT_RESOLVED", "NAME_NOT_RESOLVED", ["192.0.2.1"]]);
  expect(pauses[1]).toBeGreaterThan(pauses[0]!);
});

test("an address is never looked up", async () => {
  const { watcher, pauses, asked } = watcherOf({ code: "EAI_AGAIN" });
  const told: (string[] | string | undefined)[] = [];
  watcher.watch(parseTarget("192.0.2.9:22"), { all: true }, (naming) =>
    told.push(addressesOf(naming)),
  );
  await settle();
  expect([told, pauses, asked()]).toEqual([[["192.0.2.9"]], [], 0]);
});

test("sixteen name servers that hang hold up sixteen names, and one that stops waiting nobody", async () => {
  let asked = 0;
  const watcher = new NameWatcher({
    now: () => 0,
    lookup: () => {
      asked++;
      return new Promise(() => {});
    },
  });
  for (let n = 0; n < 40; n++) watcher.watch(parseTarget(`n${n}.example`), { all: true }, () => {});
  await settle();
  expect(asked).toBe(16);
});

test("the hosts file: comments, several names, either family, whatever case", () => {
  const text =
    "# c\n127.0.0.1 localhost\n192.0.2.1\tWeb.example web # x\n2001:db8::1 web.example\n\n";
  expect(Object.fromEntries(parseHosts(text))).toEqual({
    localhost: ["127.0.0.1"],
    "web.example": ["192.0.2.1", "2001:db8::1"],
    web: ["192.0.2.1"],
  });
});
