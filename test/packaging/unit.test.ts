import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { whyNoLab } from "../lab/index.ts";

const unit = readFileSync(
  fileURLToPath(new URL("../../packaging/halfopen.service", import.meta.url)),
  "utf8",
);
const missing = whyNoLab({ alsoNeeds: ["systemd-analyze"] });
/** Out of 100: what systemd calls OK begins at 50, what it calls medium at 60. */
const mostExposure = 25;

/** The words of systemd-analyze on the unit, its program taken from here instead of from an installation. */
function analyzed(...words: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "halfopen-unit-"));
  try {
    const file = join(folder, "halfopen.service");
    writeFileSync(file, unit.replace("/usr/local/bin/halfopen", process.execPath));
    const { status, stdout, stderr } = spawnSync("systemd-analyze", [...words, file], {
      encoding: "utf8",
    });
    return { status, said: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.skipIf(missing)(`systemd finds nothing wrong with the unit ${missing ?? ""}`, () => {
  expect(analyzed("verify", "--man=no")).toEqual({ status: 0, said: "" });
});

test.skipIf(missing)(`the unit leaves little open ${missing ?? ""}`, () => {
  const { status, said } = analyzed("security", "--offline=true", `--threshold=${mostExposure}`);
  expect(said).toContain("Overall exposure level");
  expect(status).toBe(0);
});
