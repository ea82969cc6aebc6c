import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseTarget } from "../targets/index.ts";
import { gatherTargets } from "./ping-targets.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "halfopen-targets-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function gather(content: string, wishes: { strict?: boolean; family?: 4 | 6 } = {}) {
  const file = path.join(folder, "fleet.txt");
  writeFileSync(file, content);
  const notes: string[] = [];
  const { targets, wrongLines } = await gatherTargets(
    { targets: [parseTarget("a.example")], files: [file], port: 443, strict: false, ...wishes },
    (sentence) => notes.push(sentence.replace(`${folder}${path.sep}`, "").split("\n")[0] ?? ""),
  );
  return { targets: targets.map(({ text }) => text), wrongLines, notes };
}

describe("targets from a list", () => {
  test.each([
    ["come after those of the command line", "b.example:22\n", ["b.example:22"]],
    ["are probed once", "b.example\na.example:443\nb.example:443\n", ["b.example:443"]],
    ["may name several ports", "192.0.2.1:22,80\n", ["192.0.2.1:22", "192.0.2.1:80"]],
    ["may be small prefixes", "192.0.2.6/31\n", ["192.0.2.6:443", "192.0.2.7:443"]],
    ["may be IPv6", "[2001:db8::6/127]:22\n", ["[2001:db8::6]:22", "[2001:db8::7]:22"]],
    ["may be link-local", "[fe80::7%eth0]:22\n", ["[fe80::7%eth0]:22"]],
    ["are shown as they were written", "例え.example\n", ["例え.example:443"]],
  ])("%s", async (_, content, expected) => {
    const { targets, notes } = await gather(content);
    expect(targets).toEqual(["a.example:443", ...expected]);
    expect(notes).toEqual([]);
  });

  test("are named by file and line where they are wrong", async () => {
    const content = "b.example\nno host\n192.0.2.0/23\n192.0.2.0/25:1-9\nfe80::1\n";
    expect(await gather(content)).toEqual({
      targets: ["a.example:443", "b.example:443"],
      wrongLines: 4,
      notes: [
        'halfopen: fleet.txt:2: "no host" is not a host: it contains white space',
        "halfopen: fleet.txt:3: this line stands for 512 endpoints, and ping takes at most 256 from a line",
        "halfopen: fleet.txt:4: this line stands for 1,152 endpoints, and ping takes at most 256 from a line",
        "halfopen: fleet.txt:5: [fe80::1]:443 is link-local: it means nothing without an interface",
      ],
    });
    await expect(gather(content, { strict: true })).rejects.toThrow(/fleet\.txt:2: "no host"/);
  });

  test("of the other family are passed over, and counted", async () => {
    const { targets, notes } = await gather("192.0.2.1\n2001:db8::7\n", { family: 4 });
    expect(targets).toEqual(["a.example:443", "192.0.2.1:443"]);
    expect(notes).toEqual(["halfopen: 1 target is not IPv4, and passed over"]);
  });

  test("are bounded", async () => {
    const content = Array.from({ length: 392 }, (_, n) => `10.1.${n >> 8}.${n & 255}:1-256\n`);
    await expect(gather(content.join(""))).rejects.toThrow("more than 100,000 targets");
  });
});
