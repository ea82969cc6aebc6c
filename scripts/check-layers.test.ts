import { describe, expect, test } from "vitest";
import { importsOf, violationsIn, webViolationsIn, type SourceFile } from "./check-layers.ts";

const file = (path: string, ...lines: string[]): SourceFile => ({ path, text: lines.join("\n") });

describe("what counts as an import", () => {
  const cases = [
    { text: 'import { a } from "./a.ts";', specifier: "./a.ts", line: 1, typesOnly: false },
    { text: 'import type { A } from "./a.ts";', specifier: "./a.ts", line: 1, typesOnly: true },
    { text: 'import { type A } from "./a.ts";', specifier: "./a.ts", line: 1, typesOnly: false },
    { text: 'export * from "./a.ts";', specifier: "./a.ts", line: 1, typesOnly: false },
    { text: 'export type * from "./a.ts";', specifier: "./a.ts", line: 1, typesOnly: true },
    { text: 'import "./a.ts";', specifier: "./a.ts", line: 1, typesOnly: false },
    { text: 'const a = await import("./a.ts");', specifier: "./a.ts", line: 1, typesOnly: false },
    {
      text: 'import {\n  a,\n  b,\n} from "./a.ts";',
      specifier: "./a.ts",
      line: 4,
      typesOnly: false,
    },
  ];
  test.each(cases)("$text", ({ text, ...expected }) => {
    expect(importsOf(text)).toEqual([expected]);
  });

  test("each of several, in order", () => {
    const text = 'import { a } from "./a.ts";\nimport type { B } from "../b/index.ts";\n';
    expect(importsOf(text).map(({ specifier, line }) => [specifier, line])).toEqual([
      ["./a.ts", 1],
      ["../b/index.ts", 2],
    ]);
  });

  const notImports = [
    '/**\n * import { a } from "./a.ts"\n */',
    '// import { a } from "./a.ts";',
    ' * await import("./a.ts")',
    'export const list = Array.from("./a.ts");',
    'const important = "./a.ts";',
  ];
  test.each(notImports)("not: %s", (text) => {
    expect(importsOf(text)).toEqual([]);
  });
});

describe("what the layers allow", () => {
  const allowed: [from: string, line: string][] = [
    ["wire/tcp.ts", 'import { sum } from "./checksum.ts";'],
    ["wire/tcp.ts", 'import { nanoseconds } from "../units.ts";'],
    ["net/tap.ts", 'import { tcp } from "../wire/index.ts";'],
    ["net/libc.ts", 'import koffi from "koffi";'],
    ["probe/engine.ts", 'import type { Link } from "../net/index.ts";'],
    ["probe/engine.test.ts", 'import { simulatedLink } from "../testing/index.ts";'],
    ["net/tap.test.ts", 'import { namespaces } from "../../test/lab/index.ts";'],
    ["testing/link.ts", 'import type { ProbeResult } from "../probe/index.ts";'],
    ["clock.ts", 'import type { Instant } from "./units.ts";'],
    ["endpoint.test.ts", 'import { parse } from "./endpoint.ts";'],
    ["index.ts", 'export { openProber } from "./probe/index.ts";'],
    ["cli/main.ts", 'import { openTap } from "../net/index.ts";'],
    ["wire/tcp.ts", 'import { readFileSync } from "node:fs";'],
  ];
  test.each(allowed)("%s: %s", (from, line) => {
    expect(violationsIn([file(from, line)])).toEqual([]);
  });
});

describe("what the layers refuse, told with its line and rule", () => {
  const refused: [from: string, line: string, rule: string][] = [
    ["wire/tcp.ts", 'import { tap } from "../net/index.ts";', "wire may not import net"],
    ["net/tap.ts", 'import { tcp } from "../wire/tcp.ts";', "through wire/index.ts only"],
    ["probe/engine.ts", 'import { tap } from "../net/index.ts";', "write `import type`"],
    [
      "probe/engine.ts",
      'import { sim } from "../testing/index.ts";',
      "probe may not import testing",
    ],
    ["probe/a.ts", 'import { x } from "../../test/lab/index.ts";', "only tests may leave it"],
    ["net/a.test.ts", 'import p from "../../package.json";', "only tests may leave it"],
    ["units.ts", 'import { E } from "./errors.ts";', "units.ts may import nothing, not errors.ts"],
    ["index.ts", 'export { main } from "./cli/index.ts";', "index.ts may not import cli"],
    ["wire/a.ts", 'import { ping } from "../index.ts";', "wire may not import index.ts"],
    ["extra/a.ts", 'import { tcp } from "../wire/index.ts";', "not in the table of layers"],
    ["probe/a.ts", 'import koffi from "koffi";', "only net/ may import the package koffi"],
  ];
  test.each(refused)("%s: %s", (from, line, rule) => {
    expect(violationsIn([file(from, "", line)])).toEqual([
      { file: from, line: 2, rule: expect.stringContaining(rule) },
    ]);
  });
});

describe("import circles", () => {
  test("a circle is told once, at the import that closes it", () => {
    const files = [
      file("wire/a.ts", 'import { b } from "./b.ts";'),
      file("wire/b.ts", "", 'import { c } from "./c.ts";'),
      file("wire/c.ts", "", "", 'import { a } from "./a.ts";'),
    ];
    expect(violationsIn(files)).toEqual([
      {
        file: "wire/c.ts",
        line: 3,
        rule: "import circle: wire/a.ts -> wire/b.ts -> wire/c.ts -> wire/a.ts",
      },
    ]);
  });

  test("a circle of types is a circle", () => {
    const files = [
      file("wire/a.ts", 'import type { B } from "./b.ts";'),
      file("wire/b.ts", 'import type { A } from "./a.ts";'),
    ];
    expect(violationsIn(files)).toHaveLength(1);
  });

  test("two ways to the same file are none", () => {
    const files = [
      file("wire/a.ts", 'import { b } from "./b.ts";', 'import { c } from "./c.ts";'),
      file("wire/b.ts", 'import { c } from "./c.ts";'),
      file("wire/c.ts"),
    ];
    expect(violationsIn(files)).toEqual([]);
  });
});

test.each([
  ['import type { State } from "../../../src/api/contract.ts";', 0],
  ['import { delay } from "../numbers.ts";', 0],
  ['import uPlot from "uplot";', 0],
  ['import { State } from "../../../src/api/contract.ts";', 1],
  ['import type { Incident } from "../../../src/incident.ts";', 1],
  ['const { x } = await import("../../../src/units.ts");', 1],
  ['import { home } from "../../../test/web/browser.ts";', 1],
])("the dashboard: %s", (text, count) => {
  expect(webViolationsIn([{ path: "overview/row.tsx", text }])).toHaveLength(count);
});
