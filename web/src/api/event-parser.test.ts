import fc from "fast-check";
import { expect, test } from "vitest";
import { EventParser } from "./event-parser.ts";

function told(...chunks: readonly string[]): [string, string][] {
  const events: [string, string][] = [];
  const parser = new EventParser((name, data) => events.push([name, data]));
  for (const chunk of chunks) parser.take(chunk);
  return events;
}

test.each<[string, string, [string, string][]]>([
  ["name and data", "event: state\ndata: 1\n\n", [["state", "1"]]],
  ["no name", "data: 1\n\n", [["message", "1"]]],
  ["without a space after the colon", "data:1\n\n", [["message", "1"]]],
  ["one space is cut off, not two", "data:  1\n\n", [["message", " 1"]]],
  ["two lines of data", "data: a\ndata: b\n\n", [["message", "a\nb"]]],
  ["lines that end in CR LF", "event: x\r\ndata: 1\r\n\r\n", [["x", "1"]]],
  ["a comment, as a heartbeat", ": still here\n\n", []],
  ["no data: no event, and its name is forgotten", "event: x\n\ndata: 1\n\n", [["message", "1"]]],
  ["ids and retries are passed over", "id: 7\nretry: 2000\ndata: 1\n\n", [["message", "1"]]],
  ["an end that has not come", "data: 1\n", []],
])("%s", (_name, text, expected) => {
  expect(told(text)).toEqual(expected);
});

test("however the text is cut, the same is told", () => {
  const text = 'event: a\r\ndata: {"x":1}\r\n\r\n: hm\n\ndata: y\ndata: z\n\n';
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (places) => {
      const cuts = [0, ...places.toSorted((one, other) => one - other), text.length];
      const chunks = cuts.slice(1).map((end, n) => text.slice(cuts[n], end));
      expect(told(...chunks)).toEqual([
        ["a", '{"x":1}'],
        ["message", "y\nz"],
      ]);
    }),
  );
});
