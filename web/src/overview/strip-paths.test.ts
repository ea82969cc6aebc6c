import { expect, test } from "vitest";
import { stripPaths } from "./strip-paths.ts";

/** Where the bars of a path are: minute, top, height. */
const barsOf = (path: string) =>
  [...path.matchAll(/M(\d+) ([\d.]+)h2.5v([\d.]+)/g)].map(([, x, top, tall]) => ({
    minute: Number(x) / 3,
    top: Number(top),
    tall: Number(tall),
  }));

test("the usual minute is half as tall as the strip, its p99 stands paler on it", () => {
  const [path] = stripPaths([{ sent: 10, lost: 0, p50Ms: 10, p99Ms: 20 }]);
  expect(path?.step).toBe("0");
  expect(barsOf(path!.median)).toEqual([{ minute: 0, top: 12, tall: 12 }]);
  expect(barsOf(path!.spread)).toEqual([{ minute: 0, top: 7, tall: 5 }]);
});

test("every minute has its bar, in the path of its loss", () => {
  const paths = stripPaths([
    { sent: 0, lost: 0 },
    { sent: 10, lost: 0, p50Ms: 1, p99Ms: 1 },
    { sent: 100, lost: 4, p50Ms: 1, p99Ms: 1 },
    { sent: 10, lost: 2, p50Ms: 1, p99Ms: 1 },
    { sent: 10, lost: 10 },
  ]);
  const steps = paths.map(({ step, median }) => [step, barsOf(median)[0]]);
  expect(steps).toEqual([
    ["none", { minute: 0, top: 21, tall: 3 }],
    ["0", { minute: 1, top: 12, tall: 12 }],
    ["1", { minute: 2, top: 12, tall: 12 }],
    ["2", { minute: 3, top: 12, tall: 12 }],
    // Nothing was answered: as tall as it gets.
    ["3", { minute: 4, top: 0, tall: 24 }],
  ]);
});

test("a spike stays within the strip", () => {
  const usual = { sent: 1, lost: 0, p50Ms: 1, p99Ms: 1 };
  const [path] = stripPaths([usual, usual, { sent: 1, lost: 0, p50Ms: 1, p99Ms: 1e6 }]);
  expect(barsOf(path!.spread)).toEqual([{ minute: 2, top: 0, tall: 12 }]);
});
