import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { letGoOfProgram, unchangedIn } from "./sparing.ts";

const mapped = (
  permissions: string,
  inode: string,
  dirty: number,
  { anonymous = dirty, swap = 0 } = {},
): string =>
  `7f0000001000-7f0000003000 ${permissions} 00000000 fe:01 ${inode}      /usr/bin/node
Size:                  8 kB
Private_Clean:         8 kB
Private_Dirty:       ${String(dirty).padStart(3)} kB
Anonymous:             ${anonymous} kB
Swap:                  ${swap} kB
VmFlags: rd mr mw me
`;
const here = { start: 0x7f0000001000, end: 0x7f0000003000 };

describe("what may be given back", () => {
  test.each([
    { what: "program text", part: mapped("r-xp", "4711", 0), found: [here] },
    { what: "constants", part: mapped("r--p", "4711", 0), found: [here] },
    { what: "what the linker has written", part: mapped("r--p", "4711", 8), found: [] },
    {
      what: "what it has written and was swapped out",
      part: mapped("r--p", "4711", 0, { swap: 8 }),
      found: [],
    },
    {
      what: "what it has written and came back from there",
      part: mapped("r--p", "4711", 0, { anonymous: 8 }),
      found: [],
    },
    { what: "what may be written", part: mapped("rw-p", "4711", 0), found: [] },
    { what: "what is shared", part: mapped("r--s", "4711", 0), found: [] },
    { what: "memory without a file", part: mapped("r-xp", "0", 0), found: [] },
  ])("$what: $found.length", ({ part, found }) => {
    const other = mapped("rw-p", "4712", 4);
    expect(unchangedIn(other + part + other)).toEqual(found);
  });
});

const fromFiles = (): number =>
  Number(/^RssFile:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))![1]);

test.skipIf(process.platform !== "linux")("it is given back, and the program goes on", () => {
  const before = fromFiles();
  letGoOfProgram();
  expect(fromFiles()).toBeLessThan(before * 0.9);
  expect(JSON.stringify({ still: ["here", 1.5] })).toBe('{"still":["here",1.5]}');
});
