import { expect, test } from "vitest";
import type { EventRecord } from "../store/index.ts";
import { stateStretches } from "./state-stretches.ts";

const change = (at: number, from: string, to: string): EventRecord => ({
  at,
  kind: "state",
  target: "web",
  text: "",
  data: { from, to },
});
const endpoint = { address: "192.0.2.1", family: 4, port: 443 } as const;

/** A history of these events, newest first as the store tells them. */
const history = (events: readonly EventRecord[]) => ({
  events: ({ from = 0, to = Number.POSITIVE_INFINITY }: { from?: number; to?: number }) =>
    Promise.resolve(events.filter(({ at }) => at >= from && at < to).toReversed()),
});
const asked = { target: "web", from: 100, to: 200 };
const up = { state: "up", since: 150 } as const;

test.each([
  [
    "changes within",
    [change(120, "up", "maintenance"), change(150, "maintenance", "up")],
    [
      { state: "up", from: 100, to: 120 },
      { state: "maintenance", from: 120, to: 150 },
      { state: "up", from: 150, to: 200 },
    ],
  ],
  [
    "what began before goes on",
    [change(50, "up", "maintenance"), change(150, "maintenance", "up")],
    [
      { state: "maintenance", from: 100, to: 150 },
      { state: "up", from: 150, to: 200 },
    ],
  ],
  [
    "no change within: the last before holds",
    [change(50, "up", "maintenance"), change(250, "maintenance", "up")],
    [{ state: "maintenance", from: 100, to: 200 }],
  ],
  ["nothing kept: nothing said", [], []],
  ["an endpoint's changes are its own", [{ ...change(120, "up", "down"), endpoint }], []],
  ["other events are none", [{ at: 120, kind: "start", text: "" } as const], []],
])("%s", async (_name, events, expected) => {
  expect(await stateStretches(history(events), asked, up)).toEqual(expected);
});

test("a target that has been as it is all the while", async () => {
  const found = await stateStretches(history([]), asked, { state: "down", since: 90 });
  expect(found).toEqual([{ state: "down", from: 100, to: 200 }]);
});
