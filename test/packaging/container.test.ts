import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { configFile } from "../../src/config/schema.ts";

const root = new URL("../../", import.meta.url);
const textOf = (name: string): string => readFileSync(new URL(name, root), "utf8");

type Instruction = { readonly word: string; readonly rest: string };

/** The instructions of a Containerfile: comments left out, what goes on over lines put together. */
const instructions: readonly Instruction[] = textOf("packaging/Containerfile")
  .replaceAll(/^#.*\n/gm, "")
  .replaceAll(/\\\n\s*/g, "")
  .split("\n")
  .flatMap((line) => {
    const [, word, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return word === undefined || rest === undefined ? [] : [{ word, rest }];
  });
/** The last stage is what runs. */
const image = instructions.slice(instructions.findLastIndex(({ word }) => word === "FROM"));
const last = (word: string): string => image.findLast((one) => one.word === word)?.rest ?? "";
const manifest = JSON.parse(textOf("package.json")) as {
  bin: Record<string, string>;
  engines: { node: string };
};

test("the image runs as a user that is not root, who owns the data and nothing else", () => {
  const [uid = "", gid = ""] = last("USER").split(":");
  expect(Number(uid)).toBeGreaterThan(0);
  expect(Number(gid)).toBeGreaterThan(0);
  const chowned = image.flatMap(({ rest }) => rest.match(/chown \S+ \S+/g) ?? []);
  expect(chowned).toEqual([`chown ${uid}:${gid} ${last("VOLUME")}`]);
  // Nothing of the image is made after that as somebody else.
  const after = image.slice(image.findLastIndex(({ word }) => word === "USER") + 1);
  expect(after.filter(({ word }) => ["RUN", "COPY", "ADD", "USER"].includes(word))).toEqual([]);
});

test("it starts the monitor, with what the configuration has by default", () => {
  const entry = JSON.parse(last("ENTRYPOINT")) as string[];
  expect(entry).toEqual(Object.keys(manifest.bin));
  expect(JSON.parse(last("CMD"))).toEqual(["monitor", "--config", "/etc/halfopen/halfopen.yaml"]);
  const { data, listen } = configFile.parse({});
  expect(last("VOLUME")).toBe(data);
  expect(listen.endsWith(`:${last("EXPOSE")}`)).toBe(true);
  expect(last("STOPSIGNAL")).toBe("SIGTERM");
  const [, node] = /^NODE=.*:(\d+)/.exec(
    instructions.find(({ word }) => word === "ARG")?.rest ?? "",
  )!;
  expect(Number(node)).toBeGreaterThanOrEqual(Number(/\d+/.exec(manifest.engines.node)?.[0]));
});

test("what it copies is there, and what building needs is not kept from it", () => {
  const copied = instructions
    .filter(({ word, rest }) => word === "COPY" && !rest.startsWith("--from"))
    .flatMap(({ rest }) => rest.split(" ").slice(0, -1));
  expect(copied).toEqual(["."]);
  const ignored = textOf(".containerignore").split("\n").filter(Boolean);
  // Plain names, so that a look at them is enough.
  for (const name of ignored) expect(name).toMatch(/^[\w./]+$/);
  const needed = [
    "package.json",
    "package-lock.json",
    "tsconfig.build.json",
    "scripts/bundle.ts",
    "src/cli/main.ts",
    "web/package.json",
    "packaging",
    "docs",
  ];
  for (const name of needed) {
    expect(existsSync(fileURLToPath(new URL(name, root)))).toBe(true);
    expect(ignored.filter((one) => name === one || name.startsWith(`${one}/`))).toEqual([]);
  }
  expect(ignored).toEqual(expect.arrayContaining(["node_modules", "dist", ".git"]));
});
