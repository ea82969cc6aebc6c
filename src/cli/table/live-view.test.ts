import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nanoseconds } from "../../units.ts";
import { coloured, plain } from "../style.ts";
import { type LiveRow, liveLines, roomFor, type Totals } from "./live-view.ts";
import { lost, markOf } from "./minute.ts";
import { displayWidth } from "./width.ts";

const steady = Array.from({ length: 60 }, () => markOf(nanoseconds(11e6)));

const rows: LiveRow[] = [
  {
    state: "timeout",
    up: false,
    target: "db.example:5432",
    sent: 1234,
    loss: 1,
    minute: steady.map(() => lost),
  },
  {
    state: "open",
    up: true,
    target: "例え.example:443",
    sent: 1234,
    loss: 0.0123,
    last: nanoseconds(11_402_113),
    p50: nanoseconds(11.2e6),
    p99: nanoseconds(380e6),
    minute: steady.with(30, markOf(nanoseconds(380e6))),
  },
  { state: "waiting", up: false, target: "[2001:db8::7]:22", sent: 0, minute: steady.map(() => 0) },
];
const totals: Totals = { endpoints: 3, up: 1, down: 1, sent: 2468, loss: 0.5, seconds: 83.9 };
const look = { style: plain, interval: 1 };

describe("the live table", () => {
  test("in a window of 80 columns", () => {
    expect(liveLines(rows, totals, { columns: 80, rows: 24 }, look)).toEqual([
      "3 endpoints: 1 up, 1 down, 1 awaited, 2,468 sent, 50.0% loss, 01:23",
      "STATE   TARGET             SENT  LOSS   LAST    P50    P99 LAST MINUTE",
      "timeout db.example:5432    1234  100%      -      -      - ××××××××××××××××××××",
      "open    例え.example:443   1234  1.2% 11.4ms 11.2ms  380ms ▁▁▁▁▁▁▁▁▁▁█▁▁▁▁▁▁▁▁▁",
      "…       [2001:db8::7]:22      0     -      -      -      -",
    ]);
  });

  test("in a wide window has a column for each second", () => {
    const [, , line] = liveLines(rows, totals, { columns: 140, rows: 24 }, look);
    expect(line).toMatch(/ ×{60}$/);
  });

  test("in a narrow window leaves out what matters least, and cuts names", () => {
    expect(liveLines(rows, totals, { columns: 40, rows: 24 }, look)).toEqual([
      "3 endpoints: 1 up, 1 down,…% loss, 01:23",
      "STATE   TARGET        LOSS   LAST    P99",
      "timeout db.exa…:5432  100%      -      -",
      "open    例え.ex…:443  1.2% 11.4ms  380ms",
      "…       [2001:db…:22     -      -      -",
    ]);
  });

  test("has no column for a second in which nothing was asked", () => {
    const [, , line] = liveLines(
      rows,
      totals,
      { columns: 140, rows: 24 },
      { ...look, interval: 5 },
    );
    expect(line).toMatch(/ ×{12}$/);
  });

  test("says how many endpoints have no room", () => {
    const many = { ...totals, endpoints: 10_000 };
    const lines = liveLines(rows, many, { columns: 80, rows: 6 }, look);
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toBe("… and 9,997 more");
  });

  test("in colour says the same", () => {
    const escape = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    const window = { columns: 80, rows: 24 };
    const lines = liveLines(rows, totals, window, { ...look, style: coloured });
    expect(lines.join()).toMatch(escape);
    expect(lines.map((line) => line.replaceAll(escape, "").trimEnd())).toEqual(
      liveLines(rows, totals, window, look),
    );
  });

  test("never outgrows its window", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 250 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 60 }),
        (columns, height, count) => {
          const window = { columns, rows: height };
          const shown = Array.from({ length: roomFor(count, window) }, (_, n) => rows[n % 3]!);
          const lines = liveLines(shown, { ...totals, endpoints: count }, window, look);
          expect(lines.length).toBeLessThanOrEqual(height);
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});

describe("the room in a window", () => {
  test.each([
    [22, 24, 22],
    [23, 24, 21],
    [10_000, 40, 37],
    [5, 2, 0],
  ])("%d endpoints in %d rows: %d", (endpoints, height, room) => {
    expect(roomFor(endpoints, { columns: 80, rows: height })).toBe(room);
  });
});
