import { expect, test } from "vitest";
import { SpaceBuilder } from "../../sweep/index.ts";
import { entryParser, Exclusions, parsePortList, readExclusions } from "../../targets/index.ts";
import { resolveNames } from "./names.ts";

function spaceOf(names: readonly string[]) {
  const builder = new SpaceBuilder(parsePortList("80"));
  const parse = entryParser();
  for (const name of names) builder.add(parse(name));
  return builder.build();
}

async function* chunks() {
  yield Buffer.from("198.51.100.0/24\n");
}

const names = (count: number) => Array.from({ length: count }, (_, n) => `host${n}.example`);

test("names are looked up side by side, a bounded number at once", async () => {
  let now = 0;
  let most = 0;
  const space = spaceOf(names(200));
  const unresolved = await resolveNames(space, {
    exclusions: new Exclusions(),
    lookup: async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return [{ address: "192.0.2.1" }];
    },
  });
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
  const unresolved = await resolveNames(space, {
    exclusions: new Exclusions(),
    lookup: async (host) => {
      asked.push(host);
      if (host === "host2.example") throw Object.assign(new Error(host), { code: "ENOTFOUND" });
      return [{ address: "2001:db8::1" }];
    },
  });
  expect(asked).toEqual(["host1.example", "host2.example", "host3.example"]);
  expect(unresolved.map(({ row, error }) => [row, error.code])).toEqual([[2, "NAME_NOT_RESOLVED"]]);
  expect(space.names.stateOf(2)).toBe("failed");
});

test("an excluded address is not probed, whatever name it has", async () => {
  const unresolved = await resolveNames(spaceOf(names(1)), {
    exclusions: await readExclusions(chunks(), "excluded.txt"),
    lookup: async () => [{ address: "198.51.100.9" }],
  });
  expect(unresolved[0]?.error.message).toBe('the address of "host0.example" is excluded');
});
