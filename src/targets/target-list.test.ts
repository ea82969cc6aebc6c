import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readListFile } from "./list-file.ts";
import { formatPrefix } from "./prefix.ts";
import { readTargetList } from "./target-list.ts";

async function* pieces(octets: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

async function read(
  content: string | Uint8Array,
  options: { strict?: boolean; size?: number } = {},
) {
  const octets = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const { strict = false, size = 65_536 } = options;
  const found: string[] = [];
  const wrong: string[] = [];
  const onWrongLine = (error: Error): void => void wrong.push(error.message);
  const batches = readTargetList(pieces(octets, size), { name: "list.txt", onWrongLine, strict });
  for await (const entries of batches) {
    for (const entry of entries) {
      found.push(entry.kind === "name" ? entry.host : formatPrefix(entry.prefix));
    }
  }
  return { found, wrong };
}

describe("a list", () => {
  test.each([
    ["one a line", "a.example\n192.0.2.1:80\n", ["a.example", "192.0.2.1/32"]],
    ["without a last line end", "a.example\nb.example", ["a.example", "b.example"]],
    ["with the line ends of Windows", "a.example\r\nb.example\r\n", ["a.example", "b.example"]],
    ["with comments", "# all\na.example # web\n  # none\n", ["a.example"]],
    ["with blank lines and white space", "\n\n \t a.example \n\n", ["a.example"]],
    ["with a byte order mark", "\ufeffa.example\n", ["a.example"]],
    ["with a letter outside ASCII", "bücher.example\n", ["xn--bcher-kva.example"]],
  ])("%s", async (_, content, found) => {
    expect(await read(content)).toEqual({ found, wrong: [] });
  });

  test("says the same however it is cut into chunks", async () => {
    const content = "bücher.example\r\n# ünë\n192.0.2.0/24:443\n\nno good\nc.example";
    const whole = await read(content);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), async (size) => {
        expect(await read(content, { size })).toEqual(whole);
      }),
    );
  });

  test("names a wrong line by file and line, and goes on", async () => {
    expect(await read("a.example\n\n192.0.2.0/33\nb.example:0\nc.example\n")).toEqual({
      found: ["a.example", "c.example"],
      wrong: [
        'list.txt:3: "192.0.2.0/33" is not a prefix: its length is not a number from 0 to 32',
        'list.txt:4: "0" is not a port',
      ],
    });
  });

  test("ends at the first wrong line when it is strict", async () => {
    await expect(read("a.example\n192.0.2.0/33\nb.example:0\n", { strict: true })).rejects.toThrow(
      expect.objectContaining({
        code: "TARGET_INVALID",
        message:
          'list.txt:2: "192.0.2.0/33" is not a prefix: its length is not a number from 0 to 32',
        remedy: "an IPv4 prefix has at most 32 bits, as in 192.0.2.0/32",
      }),
    );
  });

  test("takes junk after its beginning as wrong lines", async () => {
    const content = Uint8Array.from([...Buffer.from("a.example\n"), 0x00, 0xff, 10]);
    const { found, wrong } = await read(content, { size: 10 });
    expect(found).toEqual(["a.example"]);
    expect(wrong).toEqual([expect.stringMatching(/^list\.txt:2: /)]);
  });

  test.each([
    ["empty", "", "list.txt names no target"],
    ["of comments alone", "# nothing\n\n", "list.txt names no target"],
    ["of wrong lines alone", "no good\n", "no line of list.txt is a target"],
    ["with a NUL", "a.example\0\n", "list.txt is not a text in UTF-8"],
    ["in UTF-16", Buffer.from("a.example\n", "utf16le"), "list.txt is not a text in UTF-8"],
    [
      "of other octets",
      Uint8Array.of(0x7f, 0x45, 0xc3, 0x28, 0xff),
      "list.txt is not a text in UTF-8",
    ],
    ["without any line end", "a".repeat(70_000), "line 1 of list.txt is longer than 64 KiB"],
    [
      "with an endless line",
      `a.example\n${"a".repeat(70_000)}`,
      "line 2 of list.txt is longer than 64 KiB",
    ],
  ])("%s is refused", async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(
      expect.objectContaining({ code: "FILE_UNREADABLE", message }),
    );
  });
});

async function contentOf(file: string): Promise<string> {
  let text = "";
  for await (const chunk of readListFile(file)) text += Buffer.from(chunk).toString();
  return text;
}

describe("a file", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "halfopen-list-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("streams", async () => {
    const file = path.join(folder, "targets.txt");
    const lines = "192.0.2.1:443\n".repeat(20_000);
    await writeFile(file, lines);
    expect(await contentOf(file)).toBe(lines);
  });

  test("that is missing is refused", async () => {
    const file = path.join(folder, "missing.txt");
    await expect(contentOf(file)).rejects.toThrow(
      expect.objectContaining({
        code: "FILE_UNREADABLE",
        message: `cannot read ${file}: there is no such file`,
      }),
    );
  });

  test("that is a directory is refused", async () => {
    await expect(contentOf(folder)).rejects.toThrow(`cannot read ${folder}: it is a directory`);
  });

  test("within what is no directory is refused", async () => {
    const file = path.join(folder, "plain.txt");
    await writeFile(file, "192.0.2.1\n");
    await expect(contentOf(path.join(file, "list"))).rejects.toThrow(
      `cannot read ${path.join(file, "list")}: ENOTDIR`,
    );
  });
});
