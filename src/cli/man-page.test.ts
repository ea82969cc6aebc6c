import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { isMissing } from "../../test/support/missing.ts";
import { type CommandSpec, commands } from "./commands.ts";
import { manPage } from "./man-page.ts";

/** The page as `man` shows it, and what the formatter had to say about it. */
const shown = (() => {
  const words = ["-man", "-Tutf8", "-ww", "-P-cbou", "-rLL=200n"];
  const { stdout, stderr } = spawnSync("groff", words, {
    input: manPage("1.2.3"),
    encoding: "utf8",
  });
  return { text: stdout, complaints: stderr };
})();

/** However the lines were filled. */
const filled = shown.text.replaceAll(/‐\n\s*/gu, "").replaceAll(/\s+/gu, " ");

test.skipIf(isMissing("groff"))("groff has nothing to complain of", () => {
  expect(shown).toMatchObject({ complaints: "", text: expect.stringContaining("HALFOPEN(1)") });
});

test("the version", () => {
  expect(manPage("1.2.3")).toContain("halfopen 1.2.3");
});

describe.skipIf(isMissing("groff")).each(Object.values<CommandSpec>(commands))(
  "halfopen $name",
  (spec) => {
    test("what it does", () => {
      expect(filled).toContain(`${spec.summary}.`);
    });

    const options = Object.values(spec.options).map(
      ({ flags, ...option }) => [flags, option] as const,
    );
    test.each(options)("%s", (flags, option) => {
      expect(filled).toContain(`${flags} ${option.description}`);
    });

    test.each(spec.examples)("example: $line", ({ line }) => {
      expect(filled).toContain(line);
    });
  },
);
