import { expect, test } from "vitest";
import { inPieces, listText } from "./in-pieces.ts";

test.each([0, 1, 99, 100, 101, 250])("a list of %i is the same JSON in pieces", async (length) => {
  const items = Array.from({ length }, (_, id) => ({ id, text: `"${id}", [ünd] more` }));
  const bodyOf = ({ id, text }: (typeof items)[number]) => ({ text, id });
  const text = await new Response(inPieces(listText("items", items, bodyOf))).text();
  expect(text).toBe(JSON.stringify({ items: items.map(bodyOf) }));
  const pieces = [...listText("items", items, bodyOf)];
  expect(pieces.length).toBe(2 + Math.ceil(length / 100));
});
