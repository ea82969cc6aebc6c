import { expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { scenarios } from "../lab/peer/index.ts";
import { generatedWords } from "./words.ts";

const page = readFileSync(new URL("../../docs/hostile-network.md", import.meta.url), "utf8");

test("the guide tells of every scenario and defect (else: npx tsx test/hostile/write-words.ts)", () => {
  expect(page.endsWith(`\n${generatedWords()}\n`)).toBe(true);
});

test("no two scenarios have the same name", () => {
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
});
