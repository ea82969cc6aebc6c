import type { Span } from "./span.ts";

/**
 * Puts stretches of time into as few lanes as keep them from overlapping: for each the number of its
 * lane, earlier ones first.
 */
export function lanesOf<Item extends Span>(items: readonly Item[]): (Item & { lane: number })[] {
  const ends: number[] = [];
  return items
    .toSorted((one, other) => one.from - other.from)
    .map((item) => {
      const free = ends.findIndex((end) => end <= item.from);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = item.to;
      return { ...item, lane };
    });
}
