import { stat } from "node:fs";
import { expect, test } from "vitest";
import { inPieces, listOctets } from "./in-pieces.ts";
import type { JsonOctets } from "./json-octets.ts";

type Item = { readonly id: number; readonly text: string };

const write = (json: JsonOctets, item: Item): void => void json.text(JSON.stringify(item));

test.each([0, 1, 2, 1000, 10_000])("a list of %i is the same JSON in pieces", async (length) => {
  const items = Array.from({ length }, (_, id) => ({ id, text: `"${id}", [ünd] more` }));
  const text = await new Response(inPieces(listOctets("items", items, write))).text();
  expect(text).toBe(JSON.stringify({ items }));
});

test("what is due goes before each piece, before the first too", async () => {
  const order: string[] = [];
  const dueNow = (name: string): void => {
    setTimeout(() => order.push(name), 1);
    for (const begin = performance.now(); performance.now() - begin < 2; );
  };
  function* pieces(): IterableIterator<string> {
    for (const name of ["one", "two", "three"]) {
      order.push(name);
      dueNow(`timer of ${name}`);
      yield name;
    }
  }
  // Questions come when the event loop has looked at its timers already.
  const text = await new Promise<string>((resolve) => {
    stat(".", () => {
      dueNow("timer before");
      resolve(new Response(inPieces(pieces())).text());
    });
  });
  expect(text).toBe("onetwothree");
  const named = ["one", "two", "three"].flatMap((name) => [name, `timer of ${name}`]);
  expect(order).toEqual(["timer before", ...named]);
});

test("a piece is of 64 KiB, however many items there are", () => {
  const items = Array.from({ length: 10_000 }, (_, id) => ({ id, text: "x".repeat(100) }));
  const lengths = Array.from(listOctets("items", items, write), ({ length }) => length);
  expect(Math.max(...lengths)).toBeLessThan(66_000);
  expect(Math.min(...lengths.slice(0, -1))).toBeGreaterThanOrEqual(65_536);
});

test("each item is told ahead once, before it is written, and few are at once", () => {
  const items = Array.from({ length: 1000 }, (_, id) => ({ id, text: "x" }));
  const told: Item[] = [];
  const late: Item[] = [];
  const writeTold = (json: JsonOctets, item: Item): void => {
    if (!told.includes(item)) late.push(item);
    write(json, item);
  };
  const most: number[] = [];
  const ahead = (some: readonly Item[]): void => {
    told.push(...some);
    most.push(some.length);
  };
  for (const _ of listOctets("items", items, writeTold, ahead));
  expect(told).toEqual(items);
  expect(late).toEqual([]);
  expect(Math.max(...most)).toBeLessThanOrEqual(32);
});
