import fc from "fast-check";
import { expect, test } from "vitest";
import { factNames, JsonOctets, Snippet } from "./json-octets.ts";

const written = (write: (json: JsonOctets) => void): string => {
  const json = new JsonOctets(4);
  write(json);
  return new TextDecoder().decode(json.take());
};

test("strings, numbers and delays are written as JSON.stringify writes them", () => {
  const nanoseconds = fc.oneof(
    fc.nat(),
    fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    fc.double(),
    fc.nat(9_999_999).map((ms) => ms * 1e6),
  );
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.oneof(fc.maxSafeInteger(), fc.nat(), fc.double()),
      nanoseconds,
      (text, number, delay) => {
        expect(written((json) => json.string(text))).toBe(JSON.stringify(text));
        expect(written((json) => json.number(number))).toBe(JSON.stringify(number));
        expect(written((json) => json.ms(delay))).toBe(JSON.stringify(delay / 1e6));
      },
    ),
  );
});

test("a moment is written to the microsecond, as JSON.stringify writes it", () => {
  const seconds = fc.oneof(fc.nat(2 ** 31), fc.integer({ min: 1.7e9, max: 8.7e9 }));
  fc.assert(
    fc.property(seconds, fc.nat(999_999_999), (whole, nanoseconds) => {
      const ms = (whole * 1e6 + Math.floor(nanoseconds / 1000)) / 1000;
      expect(written((json) => json.moment(whole, nanoseconds))).toBe(JSON.stringify(ms));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  0,
  9,
  10,
  99,
  100,
  99_999_999,
  1e8,
  100_000_001,
  999_999_999,
  1e9,
  1e9 + 1,
  1e18,
  2 ** 53,
  -0,
  -1,
  0.1,
  1e21,
  Number.NaN,
])("%d is written as JSON.stringify writes it", (value) => {
  expect(written((json) => json.number(value))).toBe(JSON.stringify(value));
  expect(written((json) => json.ms(value))).toBe(JSON.stringify(value / 1e6));
});

test("snippets of any length are copied as they are, wherever they fall", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (texts) => {
      const all = written((json) => {
        for (const text of texts) json.copy(new Snippet(text)).number(1);
      });
      expect(all).toBe(texts.map((text) => `${text}1`).join(""));
    }),
  );
});

test("facts are enclosed as an object, also when there are none", () => {
  const name = factNames("a", 'b"');
  const text = written((json) => {
    const outer = json.length;
    const inner = json.copy(name.a).length;
    json.enclose(inner);
    json.copy(name['b"']).text("[true]");
    json.enclose(outer);
  });
  expect(text).toBe(JSON.stringify({ a: {}, 'b"': [true] }));
});

test("what was taken stays as it was while more is written", () => {
  const json = new JsonOctets(64);
  const first = json.text("first").take();
  json.text("other");
  expect(new TextDecoder().decode(first)).toBe("first");
});
