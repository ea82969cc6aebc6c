import fc from "fast-check";
import { expect, test } from "vitest";
import { nanoseconds } from "../units.ts";
import type { WindowSummary } from "./store.ts";
import { WindowTable } from "./window-table.ts";

const summary: fc.Arbitrary<WindowSummary> = fc
  .record({ sent: fc.nat(), lost: fc.nat(), delay: fc.option(fc.nat()) })
  .map(({ sent, lost, delay }) => {
    if (delay === null) return { sent, lost };
    const [p50, p95] = [nanoseconds(delay), nanoseconds(delay + 1)];
    return { sent, lost, p50, p95, p99: nanoseconds(delay + 2) };
  });
const told = fc.record({ series: fc.integer({ min: 1, max: 1000 }), hour: summary, day: summary });
const numbersOf = ({ sent, lost, p50, p95, p99 }: WindowSummary): number[] => [
  sent,
  lost,
  p50 ?? -1,
  p95 ?? -1,
  p99 ?? -1,
];

test("each series has what was told of it last, and nothing when its day is empty", () => {
  fc.assert(
    fc.property(fc.array(fc.array(told)), (all) => {
      const table = new WindowTable();
      const latest = new Map<number, object | undefined>();
      for (const rows of all) {
        table.take(
          Float64Array.from(
            rows.flatMap(({ series, hour, day }) => [
              series,
              ...numbersOf(hour),
              ...numbersOf(day),
            ]),
          ),
        );
        for (const { series, hour, day } of rows) {
          latest.set(series, day.sent === 0 ? undefined : { hour, day });
        }
      }
      for (let series = 1; series <= 1000; series++) {
        expect(table.of(series)).toEqual(latest.get(series));
      }
    }),
  );
});
