import { expect, test } from "vitest";
import { glanceOf, targetOf } from "../testing.ts";
import type { LiveTarget } from "./live-target.ts";
import type { Row } from "./order.ts";
import type { Shown } from "./shown.ts";
import { nextDrawing } from "./use-shown.ts";

const rows = ["a", "b", "c"].map((name): Row => ({ kind: "target", target: targetOf(name) }));
const nobody = () => false;
/** What is drawn the first, the second time. */
const drawn =
  (last: string, isWhole = true) =>
  (target: LiveTarget) =>
    ({ ...target, last, glance: isWhole ? glanceOf(0, [1]) : undefined }) as unknown as Shown;
const lasts = (drawing: ReadonlyMap<string, Shown>) =>
  Object.fromEntries(Array.from(drawing, ([id, { last }]) => [id, last]));

const first = nextDrawing(new Map(), { rows, isSeen: (place) => place < 2 }, drawn("1st"));

test("what is there for the first time is drawn, seen or not", () => {
  expect(lasts(first)).toEqual({ a: "1st", b: "1st", c: "1st" });
});

test("what is not seen stays as it was drawn", () => {
  const second = nextDrawing(first, { rows, isSeen: (place) => place < 2 }, drawn("2nd"));
  expect(lasts(second)).toEqual({ a: "2nd", b: "2nd", c: "1st" });
});

test("once it is seen it is drawn anew, and what went out of sight stays", () => {
  const second = nextDrawing(first, { rows, isSeen: (place) => place > 0 }, drawn("2nd"));
  expect(lasts(second)).toEqual({ a: "1st", b: "2nd", c: "2nd" });
});

test("what lacks its hour yet is drawn until it has it", () => {
  const isSeen = nobody;
  const half = nextDrawing(new Map(), { rows, isSeen }, drawn("1st", false));
  const whole = nextDrawing(half, { rows, isSeen }, drawn("2nd"));
  expect(lasts(whole)).toEqual({ a: "2nd", b: "2nd", c: "2nd" });
  expect(lasts(nextDrawing(whole, { rows, isSeen }, drawn("3rd")))).toEqual(lasts(whole));
});

test("rows that are kept no longer are forgotten; headings of groups show no target", () => {
  const kept: Row[] = [{ kind: "group", name: "edge", size: 1 }, rows[1]!];
  const second = nextDrawing(first, { rows: kept, isSeen: nobody }, drawn("2nd"));
  expect(lasts(second)).toEqual({ b: "1st" });
});
