import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth, fit } from "./width.ts";

describe("the cells that a text takes", () => {
  test.each([
    ["", 0],
    ["example.com:443", 15],
    ["26.9µs", 6],
    ["▁▂█×…", 5],
    ["例え.example", 12],
    ["한국", 4],
    ["ｶﾅ", 2],
    ["cafe\u0301", 4],
    ["मुंबई", 3],
    ["🙂", 2],
    ["👨‍👩‍👧", 2],
    ["☁️", 2],
  ])("%s: %d", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe("a text that is made to fit", () => {
  test.each([
    ["443", 6, "left", "443   "],
    ["443", 6, "right", "   443"],
    ["例え", 6, "right", "  例え"],
    ["a-very-long-name.example.com:443", 16, "left", "a-very-lon…m:443"],
    ["例え.例え.例え:443", 12, "left", "例え.例…:443"],
    ["abc", 1, "left", "…"],
    ["abc", 0, "left", ""],
  ] as const)("%s in %d cells, to the %s", (text, width, align, expected) => {
    expect(fit(text, width, align)).toBe(expected);
  });

  test("takes exactly the cells that it is given, whatever it is", () => {
    const anyText = fc.string({ unit: fc.constantFrom("a", ":", "例", "é", "e\u0301", "🙂", "…") });
    fc.assert(
      fc.property(anyText, fc.nat(40), fc.constantFrom("left", "right"), (text, width, align) => {
        expect(displayWidth(fit(text, width, align))).toBe(width);
      }),
    );
  });
});
