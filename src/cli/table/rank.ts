/** How bad each row is, by number; loss and p99 are negative where unknown. */
export type Standings = {
  readonly down: ArrayLike<number | boolean>;
  readonly loss: ArrayLike<number>;
  readonly p99: ArrayLike<number>;
};

/**
 * Numbers of the worst `count` rows, or of all, worst first: down, then loss, then p99; equals keep
 * their order.
 */
export function worstFirst(standings: Standings, count?: number): number[] {
  const { length } = standings.down;
  const compare = comparison(standings);
  if (count === undefined || count >= length) {
    return Array.from({ length }, (_, row) => row).toSorted(compare);
  }
  return worstOf(length, count, compare);
}

type Comparison = (one: number, other: number) => number;

const comparison =
  ({ down, loss, p99 }: Standings): Comparison =>
  (one, other) =>
    Number(down[other]!) - Number(down[one]!) ||
    loss[other]! - loss[one]! ||
    p99[other]! - p99[one]! ||
    one - other;

/** A screenful of ten thousand: nearly every row is passed over by one comparison, none is sorted. */
function worstOf(length: number, count: number, compare: Comparison): number[] {
  const worst: number[] = [];
  if (count === 0) return worst;
  for (let row = 0; row < length; row++) {
    if (worst.length === count) {
      if (compare(row, worst[count - 1]!) > 0) continue;
      worst.pop();
    }
    let place = worst.length;
    while (place > 0 && compare(row, worst[place - 1]!) < 0) place--;
    worst.splice(place, 0, row);
  }
  return worst;
}
