import { expect, test } from "vitest";
import type { Prober } from "../probe/index.ts";
import type { Store } from "../store/index.ts";
import { SelfWatch } from "./self-watch.ts";

/** Looks once a second at counts that grow as the test says; what was told, each with its second. */
function watching() {
  const check = { clockSteps: 0, ringDrops: 0, skipped: 0 };
  const told: string[] = [];
  let second = 0;
  const prober = { selfCheck: () => ({ ...check }) } as unknown as Prober;
  const store = { status: () => ({ state: "ok" }) } as unknown as Store;
  const watch = new SelfWatch(prober, store, (_, __, text) => told.push(`${second}: ${text}`));
  const pass = (seconds: number, more: Partial<typeof check> = {}) => {
    for (let n = 0; n < seconds; n++) {
      second++;
      for (const name of ["clockSteps", "ringDrops", "skipped"] as const)
        check[name] += more[name] ?? 0;
      watch.look();
    }
  };
  return { told, pass };
}

test.each([
  ["skipped", "probes were given up", "no more probes are given up; 900 were"],
  ["ringDrops", "frames were dropped", "no more frames are dropped; 900 were"],
])("%s that lasts is told when it begins and when it has ended", (name, begins, ends) => {
  const { told, pass } = watching();
  pass(10);
  pass(300, { [name]: 2 });
  // A short pause is no end.
  pass(30);
  pass(300, { [name]: 1 });
  pass(1000);
  expect(told).toEqual([expect.stringContaining(`11: 2 ${begins}`), `700: ${ends}`]);
  pass(1, { [name]: 1 });
  expect(told).toHaveLength(3);
});

test("each step of the wall clock is told", () => {
  const { told, pass } = watching();
  pass(2, { clockSteps: 1 });
  expect(told).toEqual(["1: the wall clock was set", "2: the wall clock was set"]);
});
