import { expect, test } from "vitest";
import { coloured, plain, styleFor } from "./style.ts";

test.each([
  ["a terminal", { isTTY: true }, {}, coloured],
  ["a pipe", {}, {}, plain],
  ["a file", { isTTY: false }, {}, plain],
  ["a terminal, NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }, plain],
  ["a terminal, NO_COLOR empty", { isTTY: true }, { NO_COLOR: "" }, coloured],
  ["a terminal that knows none", { isTTY: true }, { TERM: "dumb" }, plain],
])("%s", (_, stream, environment, expected) => {
  expect(styleFor(stream, environment)).toBe(expected);
});

test("a coloured text ends in the terminal's own colour", () => {
  expect(coloured.good("open")).toBe("\u001b[32mopen\u001b[0m");
  expect(plain.good("open")).toBe("open");
});
