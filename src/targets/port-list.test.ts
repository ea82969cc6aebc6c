import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PortList, parsePortList } from "./port-list.ts";

describe("what a port list may look like", () => {
  test.each([
    // written                  is               ports
    ["443", "443", 1],
    ["22,80,8000-8010", "22,80,8000-8010", 13],
    ["80,22", "22,80", 2],
    ["80,80", "80", 1],
    ["1-65535", "1-65535", 65535],
    ["80-80", "80", 1],
    ["80,81,82", "80-82", 3],
    ["80-90,85-95", "80-95", 16],
    ["80-95,85-90", "80-95", 16],
    [" 22 , 80 ", "22,80", 2],
  ])("%s", (text, canonical, size) => {
    const ports = parsePortList(text);
    expect(ports.toString()).toBe(canonical);
    expect(ports.size).toBe(size);
  });

  test.each([
    ["", "the port is missing after the colon"],
    ["22,,80", 'the port list "22,,80" has an empty item'],
    ["22,", 'the port list "22," has an empty item'],
    ["0", '"0" is not a port'],
    ["65536", '"65536" is not a port'],
    ["80-65536", '"65536" is not a port'],
    ["0-80", '"0" is not a port'],
    ["8010-8000", 'the port range "8010-8000" runs backwards'],
    ["-80", '"-80" is not a port'],
    ["80-", '"80-" is not a port'],
    ["1-2-3", '"1-2-3" is not a port'],
    ["http", '"http" is not a port'],
    ["22 80", '"22 80" is not a port'],
  ])("%j is refused", (text, message) => {
    expect(() => parsePortList(text)).toThrow(
      expect.objectContaining({ code: "TARGET_INVALID", message }),
    );
  });
});

describe("of any ranges", () => {
  const port = fc.integer({ min: 1, max: 300 });
  const range = fc.tuple(port, port).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

  test("it is the ascending set of their ports", () => {
    fc.assert(
      fc.property(fc.array(range, { minLength: 1 }), (ranges) => {
        const set = new Set<number>();
        for (const [first, last] of ranges) for (let n = first; n <= last; n++) set.add(n);
        const expected = [...set].toSorted((a, b) => a - b);
        const list = new PortList(ranges);
        expect([...list]).toEqual(expected);
        expect(expected.map((_, n) => list.at(n))).toEqual(expected);
        for (let n = 0; n <= 301; n++) expect(list.has(n)).toBe(set.has(n));
        expect(parsePortList(list.toString()).ranges).toEqual(list.ranges);
      }),
    );
  });
});
