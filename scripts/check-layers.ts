/**
 * Holds the layers of src/: who may import whom is the table below, and nothing else is allowed.
 * Run with `npm run check:layers`; each violation is told as file:line and the rule that it breaks.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** "all": values and types; "types": `import type` only, so that nothing of it is loaded. */
type Permission = "all" | "types";

export type Rules = {
  /** Files directly in src/ that everybody may import, and what each may import itself. */
  readonly leaves: Readonly<Record<string, readonly string[]>>;
  /** What each folder, or file directly in src/, may import besides itself and the leaves, through index.ts. */
  readonly folders: Readonly<Record<string, Readonly<Record<string, Permission>>>>;
  /** The only places that may import a package. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
};

const inner = {
  wire: "all",
  stats: "all",
  net: "all",
  probe: "all",
  targets: "all",
  sweep: "all",
  testing: "all",
  config: "all",
  store: "all",
  health: "all",
  notify: "all",
  monitor: "all",
  metrics: "all",
  api: "all",
} as const;

export const rules: Rules = {
  leaves: {
    "units.ts": [],
    "errors.ts": [],
    "clock.ts": ["units.ts"],
    "endpoint.ts": ["units.ts"],
    "incident.ts": ["endpoint.ts", "units.ts"],
  },
  folders: {
    wire: {},
    stats: {},
    net: { wire: "all" },
    probe: { net: "types", wire: "all" },
    targets: { wire: "all" },
    sweep: { net: "types", probe: "all", targets: "all", wire: "all" },
    testing: { net: "all", wire: "all", probe: "types" },
    config: { targets: "all" },
    store: { stats: "all", probe: "types" },
    health: { stats: "all", probe: "types", config: "all", store: "types" },
    notify: { config: "types", store: "types" },
    monitor: {
      probe: "all",
      targets: "all",
      stats: "all",
      config: "all",
      store: "all",
      health: "all",
      notify: "all",
    },
    metrics: { monitor: "all", config: "types", targets: "all", probe: "types", wire: "all" },
    api: {
      monitor: "all",
      store: "types",
      metrics: "all",
      config: "all",
      stats: "all",
      probe: "types",
    },
    cli: { ...inner, "open-prober.ts": "all" },
    /** The library's face, and what composes it: files directly in src/, each a root of its own. */
    "index.ts": { ...inner, "open-prober.ts": "all", "ping.ts": "all" },
    "open-prober.ts": { net: "all", probe: "all" },
    "ping.ts": { "open-prober.ts": "all", probe: "types", targets: "all" },
  },
  packages: {
    koffi: ["net"],
    commander: ["cli"],
    libsql: ["store"],
    yaml: ["config"],
    zod: ["config", "api"],
    chokidar: ["config"],
    croner: ["config", "health"],
    nodemailer: ["notify"],
    hono: ["api"],
    "@hono/node-server": ["api"],
    "@hono/zod-openapi": ["api"],
    pino: ["cli"],
    "pino-pretty": ["cli"],
  },
};

/** A file of src/: its path from there with forward slashes, and its text. */
export type SourceFile = { readonly path: string; readonly text: string };
export type Violation = { readonly file: string; readonly line: number; readonly rule: string };

type Import = { readonly specifier: string; readonly line: number; readonly typesOnly: boolean };

const statement =
  /^[ \t]*(?:import|export)(?<type>\s+type)?\b[^"';]*?\bfrom\s*["'](?<from>[^"']+)["']|^[ \t]*import\s*["'](?<bare>[^"']+)["']|^(?![ \t]*(?:\*|\/\/)).*?\bimport\s*\(\s*["'](?<dynamic>[^"']+)["']/gmu;

/** Every import and re-export of a module: static, for side effects, dynamic. */
export function importsOf(text: string): Import[] {
  return [...text.matchAll(statement)].map((match) => {
    const { type, from, bare, dynamic } = match.groups ?? {};
    const end = match.index + match[0].length;
    return {
      specifier: from ?? bare ?? dynamic ?? "",
      line: text.slice(0, end).split("\n").length,
      typesOnly: type !== undefined,
    };
  });
}

const folderOf = (file: string): string => file.split("/")[0] ?? file;
const isTest = (file: string): boolean => file.endsWith(".test.ts");
const isRelative = (specifier: string): boolean => specifier.startsWith(".");
/** `hono/cors` is of the package `hono`, `@hono/node-server/x` of `@hono/node-server`. */
const packageOf = (specifier: string): string =>
  specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
const targetOf = (file: string, specifier: string): string =>
  path.posix.join(path.posix.dirname(file), specifier);

/** The rule that this import breaks, or undefined. */
function brokenRule(from: string, wanted: Import, table: Rules): string | undefined {
  const home = folderOf(from).replace(".test.ts", ".ts");
  if (!isRelative(wanted.specifier)) {
    const places = table.packages[packageOf(wanted.specifier)];
    if (places === undefined || places.includes(home)) return undefined;
    return `only ${places.join("/ and ")}/ may import the package ${packageOf(wanted.specifier)}`;
  }

  const target = targetOf(from, wanted.specifier);
  const goal = folderOf(target);
  if (goal === "..") {
    if (isTest(from) && target.startsWith("../test/")) return undefined;
    return `${target} is outside src/: only tests may leave it, for test/`;
  }
  if (target === home) return undefined;

  const leaf = table.leaves[home];
  if (leaf !== undefined) {
    if (leaf.includes(target) || (isTest(from) && target in table.leaves)) return undefined;
    return `${home} may import ${leaf.join(", ") || "nothing"}, not ${target}`;
  }
  if (target in table.leaves) return undefined;

  const allowed = table.folders[home];
  if (allowed === undefined) return `${home} is not in the table of layers`;
  if (goal === home) return undefined;
  const permission = isTest(from) && goal === "testing" ? "all" : allowed[goal];
  if (permission === undefined) return `${home} may not import ${goal}`;
  if (target !== goal && target !== `${goal}/index.ts`)
    return `${goal} is imported through ${goal}/index.ts only`;
  if (permission === "types" && !wanted.typesOnly && !isTest(from))
    return `${home} may import only types of ${goal}: write \`import type\``;
  return undefined;
}

/** Every circle of imports, told at the import that closes it. Types count: a circle is one design. */
function circles(files: readonly SourceFile[]): Violation[] {
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const done = new Set<string>();
  const found: Violation[] = [];

  const visit = (file: string, trail: readonly string[]): void => {
    const here = [...trail, file];
    for (const { specifier, line } of importsOf(texts.get(file) ?? "")) {
      if (!isRelative(specifier)) continue;
      const target = targetOf(file, specifier);
      const start = here.indexOf(target);
      if (start >= 0) {
        const circle = [...here.slice(start), target].join(" -> ");
        found.push({ file, line, rule: `import circle: ${circle}` });
      } else if (!done.has(target)) visit(target, here);
    }
    done.add(file);
  };
  for (const file of files) if (!done.has(file.path)) visit(file.path, []);
  return found;
}

/** Everything that the files do against the rules; empty when all is well. */
export function violationsIn(files: readonly SourceFile[], table: Rules = rules): Violation[] {
  const layers = files.flatMap((file) =>
    importsOf(file.text).flatMap((wanted) => {
      const rule = brokenRule(file.path, wanted, table);
      return rule === undefined ? [] : [{ file: file.path, line: wanted.line, rule }];
    }),
  );
  return [...layers, ...circles(files)];
}

/** What the dashboard may know of src/: it runs elsewhere, so nothing of it may be loaded. */
const contract = "../../src/api/contract.ts";

/** Imports of web/src/ that leave it for anything but the types of the contract. */
export function webViolationsIn(files: readonly SourceFile[]): Violation[] {
  return files.flatMap(({ path: file, text }) =>
    importsOf(text).flatMap(({ specifier, line, typesOnly }) => {
      const target = targetOf(file, specifier);
      const stays = !isRelative(specifier) || !target.startsWith("../");
      if (stays || (target === contract && typesOnly)) return [];
      return [
        {
          file,
          line,
          rule: "web/ may import only types of src/api/contract.ts, and nothing else of src/",
        },
      ];
    }),
  );
}

function readSources(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({
      path: name.split(path.sep).join("/"),
      text: readFileSync(path.join(root, name), "utf8"),
    }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const files = readSources("src");
  const web = readSources("web/src");
  const violations = [
    ...violationsIn(files).map((one) => ({ ...one, file: `src/${one.file}` })),
    ...webViolationsIn(web).map((one) => ({ ...one, file: `web/src/${one.file}` })),
  ];
  for (const { file, line, rule } of violations) console.error(`${file}:${line}: ${rule}`);
  console.log(`layers: ${files.length + web.length} files, ${violations.length} violations`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
