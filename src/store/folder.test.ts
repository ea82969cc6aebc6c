import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeFolder } from "./folder.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-folder-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a folder is made", () => {
  test("with those above it, for nobody else to read", () => {
    const deep = join(folder, "one", "two", "three");
    makeFolder(deep);
    expect(statSync(deep).mode & 0o777).toBe(0o750);
  });

  test("or is there already", () => {
    expect(() => makeFolder(folder)).not.toThrow();
  });
});

describe("a folder that cannot be made", () => {
  test("because a file stands there, or above it", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(() => makeFolder(file)).toThrow("EEXIST");
    expect(() => makeFolder(join(file, "below"))).toThrow("ENOTDIR");
  });

  test.runIf(process.platform === "linux")("because the kernel makes none there", () => {
    expect(() => makeFolder("/proc/halfopen/data")).toThrow("ENOENT");
  });
});
