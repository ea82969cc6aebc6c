import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { observability } from "../../scripts/write-observability.ts";
import { families } from "../../src/metrics/families.ts";
import { whyNoLab } from "../lab/index.ts";

const packaging = fileURLToPath(new URL("../../packaging/", import.meta.url));
const rules = join(packaging, "prometheus/halfopen.rules.yml");
const missing = whyNoLab({ alsoNeeds: ["promtool"] });

const promtool = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync("promtool", words, { encoding: "utf8" });
  return { status, said: stdout + stderr };
};

test.each(Object.keys(observability))(
  "packaging/%s is what the metric names make of it",
  (file) => {
    expect(readFileSync(join(packaging, file), "utf8")).toBe(observability[file]);
  },
);

test.each(Object.entries(observability))("%s names no metric that there is not", (_, content) => {
  const named = new Set(content.match(/\b(?:halfopen|process)_[a-z_]+/g));
  // A histogram has its suffixes; a rule's own records begin with `target:`.
  const unknown = Array.from(named, (name) => name.replace(/_(?:bucket|sum|count)$/, "")).filter(
    (name) => !(name in families) && !content.includes(`target:${name}:`),
  );
  expect(unknown).toEqual([]);
  expect(named.size).toBeGreaterThan(5);
});

test.skipIf(missing)(`Prometheus accepts the rules ${missing ?? ""}`, () => {
  const { status, said } = promtool("check", "rules", rules);
  expect([status, said]).toEqual([0, expect.stringContaining("12 rules found")]);
});

test.skipIf(missing)(`and they fire when they should, and only then ${missing ?? ""}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "halfopen-rules-"));
  try {
    const scenarios = readFileSync(new URL("halfopen.rules.test.yml", import.meta.url), "utf8");
    const file = join(folder, "test.yml");
    writeFileSync(file, scenarios.replace("[RULES]", JSON.stringify([rules])));
    expect(promtool("test", "rules", file)).toMatchObject({ status: 0 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
