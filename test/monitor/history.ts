import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { expect } from "vitest";
import { halfopen } from "../cli/halfopen.ts";
import type { Home } from "./daemon.ts";

/** A sample as `halfopen export` writes it. */
export type Sample = {
  readonly vantage: { readonly name: string; readonly boot: string };
  readonly sequence: number;
  readonly target: string;
  readonly sentAt: string;
  readonly outcome: string;
};

/**
 * What SQLite's own check says of a history as it was left: "ok", or what is wrong. It looks at a copy, so
 * that whoever opens the history next finds all that a crash left behind.
 */
export function integrityOf(home: Home): string {
  const folder = mkdtempSync(join(home.directory, "checked-"));
  for (const file of readdirSync(home.data)) {
    if (/^history\.db(-wal)?$/.test(file)) cpSync(join(home.data, file), join(folder, file));
  }
  const db = new Database(join(folder, "history.db"));
  try {
    const rows = db.pragma("integrity_check") as { integrity_check: string }[];
    return rows.map(({ integrity_check: verdict }) => verdict).join("; ");
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

/** What is on disk of each run of the daemon, by its boot, in the order of its sequence. */
export async function storedRuns(home: Home): Promise<Map<string, Sample[]>> {
  const words = ["export", "--data", home.data, "--format", "ndjson"];
  const { code, stdout, stderr } = await halfopen(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const runs = new Map<string, Sample[]>();
  for (const line of stdout.split("\n")) {
    if (line === "") continue;
    const sample = JSON.parse(line) as Sample;
    const run = runs.get(sample.vantage.boot) ?? [];
    runs.set(sample.vantage.boot, run);
    run.push(sample);
  }
  for (const run of runs.values()) run.sort((one, other) => one.sequence - other.sequence);
  return runs;
}
