import { expect, test } from "vitest";
import { SpaceBuilder } from "../../sweep/index.ts";
import { entryParser, Exclusions, parsePortList, readExclusions } from "../../targets/index.ts";
import { type NameWishes, resolveNames } from "./names.ts";

function spaceOf(names: readonly string[]) {
  const builder = new SpaceBuilder(parsePortList("80"));
  const parse = entryParser();
  for (const name of names) builder.add(parse(name));
  return builder.build();
}

async function* chunks() {
  yield Buffer.from("198.51.100.0/24\n");
}

const rules = (lookup: NameWishes["lookup"]): NameWishes => ({
  exclusions: new Exclusions(),
  lookup,
  stopped: new AbortController().signal,
});

const names = (count: number) => Array.from({ length: count }, (_, n) => `host${n}.example`);

test("names are looked up side by side, a bounded number at once", async () => {
  let now = 0;
  let most = 0;
  const space = spaceOf(names(200));
  const lookup = async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    return [{ address: "192.0.2.1" }];
  };
  const unresolved = await resolveNames(space, rules(lookup));
  expect(unresolved).toEqual([]);
  expect(most).toBe(32);
  const endpoint = { family: 6 as const, words: new Uint32Array(4), port: 0 };
  space.at(199, endpoint);
  expect(endpoint).toMatchObject({ family: 4, port: 80 });
  expect(endpoint.words[0]).toBe(0xc0000201);
});

test("a name that fails is told and ends nothing; one that has failed before is left alone", async () => {
  const space = spaceOf(names(4));
  space.names.fail(0);
  const asked: string[] = [];
  const lookup = async (host: string) => {
    asked.push(host);
    if (host === "host2.example") throw Object.assign(new Error(host), { code: "ENOTFOUND" });
    return [{ address: "2001:db8::1" }];
  };
  const unresolved = await resolveNames(space, rules(lookup));
  expect(asked).toEqual(["host1.example", "host2.example", "host3.example"]);
  expect(unresolved.map(({ row, error }) => [row, error.code])).toEqual([[2, "NAME_NOT_RESOLVED"]]);
  expect(space.names.stateOf(2)).toBe("failed");
});

test("an excluded address is not probed, whatever name it has", async () => {
  const unresolved = await resolveNames(spaceOf(names(1)), {
    ...rules(async () => [{ address: "198.51.100.9" }]),
    exclusions: await readExclusions(chunks(), "excluded.txt"),
  });
  expect(unresolved[0]?.error.message).toBe('the address of "host0.example" is excluded');
});

test.each([
  [
    "fe80::7%eth0",
    'the address of "host0.example" is of one link alone',
    "name it as fe80::7%eth0",
  ],
  ["nonsense", 'cannot resolve "host0.example": what it stands for is no address', /hosts/],
])(
  "an address that cannot be probed by its name, %s, is an error",
  async (address, message, remedy) => {
    const space = spaceOf(names(1));
    const unresolved = await resolveNames(
      space,
      rules(async () => [{ address }]),
    );
    expect(unresolved).toHaveLength(1);
    expect(unresolved[0]?.error).toMatchObject({
      message,
      remedy: typeof remedy === "string" ? remedy : expect.stringMatching(remedy),
    });
    expect(space.names.stateOf(0)).toBe("failed");
  },
);

test("whoever has had enough waits for no name server, and what comes too late changes nothing", async () => {
  const space = spaceOf(names(40));
  const stop = new AbortController();
  const late: (() => void)[] = [];
  const unresolved = resolveNames(space, {
    ...rules((host) => {
      if (host === "host0.example") return Promise.resolve([{ address: "192.0.2.1" }]);
      if (host === "host1.example")
        return Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" }));
      if (late.length === 31) stop.abort();
      return new Promise((resolve) => late.push(() => resolve([{ address: "192.0.2.2" }])));
    }),
    stopped: stop.signal,
  });
  expect((await unresolved).map(({ row }) => row)).toEqual([1]);
  for (const answer of late) answer();
  await new Promise((resolve) => setImmediate(resolve));
  const states = Array.from({ length: 40 }, (_, row) => space.names.stateOf(row));
  expect(states).toEqual(["resolved", "failed", ...Array<string>(38).fill("unresolved")]);
});

test("what was known of names is known again, and nothing of it is asked twice", async () => {
  const before = spaceOf(names(3));
  before.names.resolve(0, 4, Uint32Array.of(0xc0000201));
  before.names.fail(1);
  const space = spaceOf(names(3));
  space.names.restore(structuredClone(before.names.columns));
  const asked: string[] = [];
  await resolveNames(
    space,
    rules(async (host) => {
      asked.push(host);
      return [{ address: "192.0.2.9" }];
    }),
  );
  expect(asked).toEqual(["host2.example"]);
  const endpoint = { family: 6 as const, words: new Uint32Array(4), port: 0 };
  space.at(0, endpoint);
  expect(endpoint.words[0]).toBe(0xc0000201);
});
