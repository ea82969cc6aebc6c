import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(
  new URL("../../node_modules/.cache/halfopen-programs", import.meta.url),
);
const paths = new Map<string, Promise<string>>();

/**
 * The path of a file of plain JavaScript that does what the TypeScript program does. A Node that is
 * given it starts in a third of the time of one that first has to learn TypeScript, which tells where
 * a hundred are started. Each version of the program gets a file of its own.
 */
export function bundled(program: string): Promise<string> {
  const path = paths.get(program) ?? bundle(program);
  paths.set(program, path);
  return path;
}

async function bundle(program: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [program],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  const { contents } = outputFiles[0]!;
  const version = createHash("sha256").update(contents).digest("hex").slice(0, 16);
  const path = join(folder, `${version}.mjs`);
  mkdirSync(folder, { recursive: true });
  // Whoever starts it now must not read half of it.
  const own = `${path}-${process.pid}`;
  writeFileSync(own, contents);
  renameSync(own, path);
  return path;
}
