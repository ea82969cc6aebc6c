import { expect, test } from "vitest";
import { type Lookup, parseTarget } from "../targets/index.ts";
import { resolveTargets } from "./resolve-targets.ts";

const lookup: Lookup = (host) =>
  host.startsWith("missing")
    ? Promise.reject(Object.assign(new Error(host), { code: "ENOTFOUND" }))
    : Promise.resolve([{ address: "192.0.2.7" }]);

const resolve = (...names: string[]) =>
  resolveTargets(
    names.map((name) => parseTarget(name)),
    { allAddresses: false, lookup },
  );

test("a name that fails stands beside the others, which keep their order", async () => {
  const { named, unresolved } = await resolve("missing.example", "b.example", "198.51.100.1");
  expect(named.map(({ target, endpoint }) => [target, endpoint.address])).toEqual([
    ["b.example:443", "192.0.2.7"],
    ["198.51.100.1:443", "198.51.100.1"],
  ]);
  expect(unresolved.map(({ target, error }) => [target.text, error.code])).toEqual([
    ["missing.example:443", "NAME_NOT_RESOLVED"],
  ]);
});

test("when every name fails, there is nothing to probe", async () => {
  await expect(resolve("missing-1.example", "missing-2.example")).rejects.toThrow(
    'cannot resolve "missing-1.example"',
  );
});

test("no more than 32 names are looked up at the same time", async () => {
  let [now, most] = [0, 0];
  const counting: Lookup = async () => {
    most = Math.max(most, ++now);
    await Promise.resolve();
    now--;
    return [{ address: "192.0.2.7" }];
  };
  const targets = Array.from({ length: 200 }, (_, n) => parseTarget(`host-${n}.example`));
  const { named } = await resolveTargets(targets, { allAddresses: false, lookup: counting });
  expect(named).toHaveLength(200);
  expect(most).toBe(32);
});
