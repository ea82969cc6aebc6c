import type { Accuracy } from "./off-by.ts";
import { blackbox } from "./peers/blackbox.ts";
import {
  blockedConnect,
  blockedSyn,
  halfopenClosed,
  halfopenConnect,
  halfopenSyn,
} from "./peers/halfopen.ts";
import { microseconds } from "./table.ts";
import type { Target } from "./target.ts";

const synP99 = 1000;
const connectP50 = 5000;

const where = ({ peer, condition, family }: Accuracy): string =>
  `${peer}, ${condition}, IPv${family}`;

/** A measurement that lost sight of probes proves nothing of them. */
const complete = (one: Accuracy, count: number): boolean => one.matched === count;

/** What is promised of each of our measurements; `count` probes were asked for in each. */
export function accuracyTargets(results: readonly Accuracy[], count: number): Target[] {
  return results.flatMap((one) => {
    switch (one.peer) {
      case halfopenSyn.name:
      case halfopenClosed.name:
      case blockedSyn.name:
        return [synTarget(one, count)];
      case halfopenConnect.name:
      case blockedConnect.name:
        return [connectTarget(one, count), ...blackboxTargets(one, results)];
      default:
        return [];
    }
  });
}

const synTarget = (one: Accuracy, count: number): Target => ({
  promise: `${where(one)}: at most ${microseconds(synP99)} µs off at p99`,
  measured: `${microseconds(one.off.p99)} µs`,
  met: one.off.p99 <= synP99 && complete(one, count),
});

const connectTarget = (one: Accuracy, count: number): Target => ({
  promise: `${where(one)}: at most ${microseconds(connectP50)} µs off at p50`,
  measured: `${microseconds(one.off.p50)} µs`,
  met: one.off.p50 <= connectP50 && complete(one, count),
});

function blackboxTargets(one: Accuracy, results: readonly Accuracy[]): Target[] {
  const theirs = results.find(
    ({ peer, condition, family }) =>
      peer === blackbox.name && condition === one.condition && family === one.family,
  );
  if (theirs === undefined) return [];
  return (["p50", "p99"] as const).map((q) => ({
    promise: `${where(one)}: at most half as far off as blackbox_exporter at ${q}`,
    measured: `${microseconds(one.off[q])} to ${microseconds(theirs.off[q])} µs`,
    met: one.off[q] * 2 <= theirs.off[q],
  }));
}
