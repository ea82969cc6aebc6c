import { expect, test } from "vitest";
import { Rota } from "./rota.ts";

const rotaOf = (...members: string[]): Rota<string> => {
  const rota = new Rota<string>();
  for (const member of members) rota.add(member);
  return rota;
};

test("each has its turn once, then all again from the beginning", () => {
  const rota = rotaOf("a", "b", "c");
  expect([rota.take(2), rota.take(2), rota.take(2)]).toEqual([
    ["a", "b"],
    ["c", "a"],
    ["b", "c"],
  ]);
});

test("nobody has two turns at once, however many are taken", () => {
  const rota = rotaOf("a", "b", "c");
  rota.take(1);
  expect(rota.take(9)).toEqual(["b", "c", "a"]);
  expect(rotaOf().take(9)).toEqual([]);
});

test("they come and go between two turns", () => {
  const rota = rotaOf("a", "b", "c");
  expect(rota.take(1)).toEqual(["a"]);
  rota.delete("b");
  rota.add("d");
  rota.add("a");
  expect([rota.take(2), rota.take(2)]).toEqual([
    ["c", "d"],
    ["a", "c"],
  ]);
  expect(rota.size).toBe(3);
});
