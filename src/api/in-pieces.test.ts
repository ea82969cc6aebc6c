import { expect, test } from "vitest";
import { listText } from "./in-pieces.ts";

test.each([0, 1, 99, 100, 101, 250])("a list of %i is the same JSON in pieces", (length) => {
  const items = Array.from({ length }, (_, id) => ({ id, text: `"${id}", [and] more` }));
  const pieces = [...listText("items", items, ({ id, text }) => ({ text, id }))];
  expect(JSON.parse(pieces.join(""))).toEqual({ items });
  expect(pieces.length).toBe(2 + Math.ceil(length / 100));
});
