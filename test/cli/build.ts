import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../../scripts/bundle.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const sources = [join(root, "src"), join(root, "web/src")];
const built = join(root, "dist");
const scratch = join(root, "node_modules/.cache");
const program = "cli/main.js";

/**
 * Before all tests: builds the program when its sources are newer, so that what the tests start is
 * what users run. Types are only taken off, as in every other test; `npm run check` judges them.
 */
export async function setup(): Promise<void> {
  const started = new Date();
  if (newestSource() <= builtAt()) return;
  mkdirSync(scratch, { recursive: true });
  const fresh = mkdtempSync(join(scratch, "halfopen-build-"));
  try {
    compile(fresh);
    await bundle(fresh);
    buildDashboard(join(fresh, "web"));
    // Whoever may not probe must still be able to read why: the scratch folder is for us alone.
    for (const path of [fresh, join(fresh, program)]) chmodSync(path, 0o755);
    // What is edited from now on is newer than the build, also while the compiler was at work.
    utimesSync(join(fresh, program), started, started);
    replace(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function compile(into: string): void {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const words = [compiler, "-p", join(root, "tsconfig.build.json"), "--outDir", into];
  const { stdout } = spawnSync(process.execPath, words, { encoding: "utf8" });
  if (!existsSync(join(into, program))) throw new Error(`the build failed: ${stdout}`);
}

function buildDashboard(into: string): void {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const words = [vite, "build", "--logLevel", "error", "--outDir", into];
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: join(root, "web"),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the dashboard was not built: ${stderr}`);
}

/** Puts the new tree in place at once, so that a run beside this one never meets half of it. */
function replace(fresh: string): void {
  const old = `${fresh}-old`;
  if (existsSync(built)) renameSync(built, old);
  renameSync(fresh, built);
  rmSync(old, { recursive: true, force: true });
}

const newestSource = (): number =>
  Math.max(
    ...sources.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).map(
        (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
      ),
    ),
  );

const builtAt = (): number =>
  statSync(join(built, program), { throwIfNoEntry: false })?.mtimeMs ?? 0;
