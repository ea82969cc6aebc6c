import { expect, test } from "vitest";
import { heading } from "./exposition.ts";
import { written } from "./written.ts";

const line = (number: number): string => `${String(number).padStart(99, "0")}\n`;

test("family by family, each headed once, in pieces that are never much longer than 64 KiB", () => {
  const subjects = Array.from({ length: 2000 }, (_, number) => number);
  const pieces = [
    ...written({ halfopen_target_up: line, halfopen_endpoint_up: line }, () => subjects),
  ];
  const samples = subjects.map(line).join("");
  expect(pieces.join("")).toBe(
    heading("halfopen_target_up") + samples + heading("halfopen_endpoint_up") + samples,
  );
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(65 * 1024);
});

test("of what has no subject nothing is written, not even a heading", () => {
  expect([...written({ halfopen_target_up: line }, () => [])]).toEqual([]);
});

test("subjects are looked at when their piece is made, and not before", () => {
  let looked = 0;
  function* subjects(): IterableIterator<number> {
    for (; looked < 2000; looked++) yield looked;
  }
  written({ halfopen_target_up: line }, subjects).next();
  expect(looked).toBeGreaterThan(500);
  expect(looked).toBeLessThan(700);
});
