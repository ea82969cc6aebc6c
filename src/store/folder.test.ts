import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeFolder } from "./folder.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-folder-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a folder is made", () => {
  test("for nobody else to read, and those above it for its user to come through", () => {
    const above = join(folder, "one", "two");
    const deep = join(above, "three");
    makeFolder(deep);
    const modes = [above, deep].map((one) => statSync(one).mode & 0o777);
    expect(modes).toEqual([0o755, 0o750].map((mode) => mode & ~process.umask()));
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
