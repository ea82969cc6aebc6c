import fc from "fast-check";
import { expect, test } from "vitest";
import { firstView, holdBack, pan, ranges, readView, spanOf, writeView, zoom } from "./view.ts";

const read = (query: string) => readView(new URLSearchParams(query));

test.each([
  ["", firstView],
  ["last=7d", { last: "7d" }],
  ["from=1000000&to=2000000", { from: 1_000_000, to: 2_000_000 }],
  [
    "from=2026-01-31T12:00:00Z&to=2026-01-31T13:00:00Z",
    { from: Date.UTC(2026, 0, 31, 12), to: Date.UTC(2026, 0, 31, 13) },
  ],
  ["last=yesterday", firstView],
  ["last=toString", firstView],
  ["from=2000&to=1000", firstView],
  ["from=1000", firstView],
  ["from=noon&to=night", firstView],
])("the query '%s'", (query, expected) => {
  expect(read(query)).toEqual(expected);
});

test("a view that is written is read again, and leaves what else the query holds", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom(...Object.keys(ranges)).map((last) => ({ last }) as { last: "1h" }),
        fc
          .tuple(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1000, max: ranges["5y"] }))
          .map(([from, length]) => ({ from, to: from + length })),
      ),
      (view) => {
        const query = writeView(new URLSearchParams("endpoint=192.0.2.1&last=1y&from=1"), view);
        expect(readView(query)).toEqual(view);
        expect(query.get("endpoint")).toBe("192.0.2.1");
      },
    ),
  );
});

test("the last while ends now", () => {
  expect(spanOf({ last: "15m" }, 2_000_000)).toEqual({ from: 1_100_000, to: 2_000_000 });
});

test("zooming keeps the instant under the pointer where it is", () => {
  expect(zoom({ from: 0, to: 100_000 }, 0.5, 25_000)).toEqual({ from: 12_500, to: 62_500 });
});

test.each([
  ["in", 1e-9, 1000],
  ["out", 1e12, ranges["5y"]],
])("zooming %s has an end", (_name, factor, length) => {
  const { from, to } = zoom({ from: 0, to: 100_000 }, factor);
  expect(to - from).toBeCloseTo(length, 3);
});

test("panning keeps the length", () => {
  expect(pan({ from: 1000, to: 3000 }, 0.25)).toEqual({ from: 1500, to: 3500 });
  expect(pan({ from: 1000, to: 3000 }, -0.5)).toEqual({ from: 0, to: 2000 });
});

test("nothing is shown after now", () => {
  expect(holdBack({ from: 4000, to: 6000 }, 5000)).toEqual({ from: 3000, to: 5000 });
  expect(holdBack({ from: 1000, to: 2000 }, 5000)).toEqual({ from: 1000, to: 2000 });
});
