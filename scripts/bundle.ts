/**
 * Bundles the command and its threads, which tsc has built already: starting one then reads a few
 * modules instead of over a hundred. Part of `npm run build`; the library stays as it is.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** What commander, an older kind of module, calls by; and the notice that its licence asks for. */
const banner = [
  "/* Contains commander, Copyright (c) 2011 TJ Holowaychuk, under the MIT licence. */",
  'import { createRequire as createRequireOf } from "node:module";',
  "const require = createRequireOf(import.meta.url);",
].join("\n");

const root = fileURLToPath(new URL("..", import.meta.url));

/** Each program of a worker thread. */
const threads = ["cli/sweep/worker", "config/worker", "store/worker"];

/** Writes the programs in place of what tsc made of them, and `cli/chunks`, below `outDir`. */
export async function bundle(outDir: string): Promise<void> {
  const options = {
    outbase: join(root, "src"),
    outdir: outDir,
    allowOverwrite: true,
    bundle: true,
    platform: "node",
    format: "esm",
    // Lowers `using` for the oldest Node that is supported.
    target: "node20",
    external: external(),
    // Each start reads and compiles it all.
    minify: true,
    sourcemap: true,
    logLevel: "warning",
  } as const;
  await build({
    ...options,
    entryPoints: [entry("cli/main")],
    // What only one command needs is a file of its own, read when it is asked for.
    splitting: true,
    chunkNames: "cli/chunks/[name]-[hash]",
    banner: { js: banner },
  });
  // A thread shares no module with the command, and starts the sooner from one file.
  await build({ ...options, entryPoints: threads.map(entry) });
}

const entry = (name: string): string => join(root, `src/${name}.ts`);

/**
 * Every package but commander, which each start needs: some bring binaries or files that they find
 * beside themselves, and what only the daemon needs may be read from many files.
 */
function external(): string[] {
  const manifest = readFileSync(join(root, "package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  return Object.keys(dependencies).filter((name) => name !== "commander");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle(join(root, "dist"));
