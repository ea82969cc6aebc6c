import { expect, test } from "vitest";
import { remembered } from "./remembered.ts";

const one = { name: "one" };
const other = { name: "other" };

function counted() {
  let [time, made] = [0, 0];
  let fails = false;
  const ask = remembered(60_000, {
    now: () => time,
    make: async ({ name }: { readonly name: string }) => {
      made++;
      if (fails) throw new Error(name);
      return `${name} ${made}`;
    },
  });
  return {
    ask,
    pass: (milliseconds: number) => (time += milliseconds),
    fail: (yes: boolean) => (fails = yes),
    made: () => made,
  };
}

test("within a minute the same is told, after it it is made anew", async () => {
  const { ask, pass, made } = counted();
  expect(await Promise.all([ask(one), ask(one)])).toEqual(["one 1", "one 1"]);
  pass(59_999);
  expect(await ask(one)).toBe("one 1");
  pass(1);
  expect(await ask(one)).toBe("one 2");
  expect(made()).toBe(2);
});

test("each object has its own", async () => {
  const { ask } = counted();
  expect([await ask(one), await ask(other), await ask(one)]).toEqual(["one 1", "other 2", "one 1"]);
});

test("what failed is tried again", async () => {
  const { ask, fail } = counted();
  fail(true);
  await expect(ask(one)).rejects.toThrow("one");
  fail(false);
  expect(await ask(one)).toBe("one 2");
});
