import { expect, test } from "vitest";
import { HalfopenError } from "../errors.ts";
import { errorText } from "./error-text.ts";

test.each([
  [
    new HalfopenError("USAGE", "no target", { remedy: "name one" }),
    "halfopen: no target\n  name one\n",
  ],
  [new HalfopenError("USAGE", "no target"), "halfopen: no target\n"],
  [new TypeError("x is not a function"), "halfopen: unexpected failure: x is not a function\n"],
  ["thrown bare", "halfopen: unexpected failure: thrown bare\n"],
])("%s", (error, text) => {
  expect(errorText(error)).toBe(text);
});
