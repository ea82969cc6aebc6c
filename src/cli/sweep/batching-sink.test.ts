import { expect, test } from "vitest";
import * as example from "../../../test/examples/probe-events.ts";
import { toldOf } from "../../sweep/index.ts";
import { BatchingSink } from "./batching-sink.ts";
import { Score } from "./score.ts";

const told = toldOf(example.open, 1);

/** A sink whose batches wait until they are taken. */
function held() {
  const batches: string[] = [];
  const waiting: (() => void)[] = [];
  let line = 0;
  const sink = new BatchingSink(
    new Score(),
    () => String(line++).padStart(999, "."),
    (text) => {
      batches.push(text);
      return new Promise((resolve) => waiting.push(resolve));
    },
  );
  const tell = (count: number): void => {
    for (let each = 0; each < count; each++) sink.told(told);
  };
  return { sink, batches, waiting, tell };
}

test("lines leave in batches, each once and in order", () => {
  const { sink, batches, tell } = held();
  tell(150);
  sink.flush();
  expect(batches).toHaveLength(3);
  const lines = batches.join("").split("\n").slice(0, -1);
  expect(lines.map((line) => Number(line.replaceAll(".", "")))).toEqual(
    Array.from({ length: 150 }, (_, index) => index),
  );
});

test("while batches are not taken it asks for a halt, and lets go when one is", async () => {
  const { sink, waiting, tell } = held();
  tell(66 * 3);
  expect(sink.congestion()).toBeUndefined();
  tell(66);
  const room = sink.congestion();
  expect(room).toBeInstanceOf(Promise);
  expect(sink.congestion()).toBe(room);
  waiting.shift()?.();
  await room;
  expect(sink.congestion()).toBeUndefined();
});

test("what is told while it is held up is kept", () => {
  const { sink, batches, tell } = held();
  tell(66 * 20);
  sink.flush();
  expect(batches.join("").length).toBe(66 * 20 * 1000);
});

test("nothing makes no batch", () => {
  const { sink, batches } = held();
  sink.flush();
  expect(batches).toEqual([]);
});
