import { quantile } from "../src/stats/index.ts";
import type { Peer, Report } from "./peers/peer.ts";
import type { Exchange } from "./wire.ts";

export type Condition = "idle" | "busy";

/** How a tool's delays compare with the wire's; nanoseconds. */
export type Accuracy = {
  readonly peer: string;
  readonly condition: Condition;
  readonly family: 4 | 6;
  /** How many reports had their exchange on the wire. */
  readonly matched: number;
  /** Medians of the matched delays: the wire's, and the tool's. */
  readonly wire: number;
  readonly told: number;
  /** Of |told − wire|. */
  readonly off: { readonly p50: number; readonly p99: number };
};

const quantileOf = (values: readonly number[], q: number): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    q,
  ) ?? Number.NaN;

/** Finds the exchange of each report and sums up how far they are apart. */
export function compare(run: {
  readonly peer: Peer;
  readonly condition: Condition;
  readonly family: 4 | 6;
  readonly exchanges: readonly Exchange[];
  readonly reports: readonly Report[];
}): Accuracy {
  const { peer, condition, family, exchanges, reports } = run;
  const waiting = new Map<string, Exchange[]>();
  for (const exchange of exchanges) {
    const key = peer.keyOf(exchange);
    waiting.set(key, [...(waiting.get(key) ?? []), exchange]);
  }
  const pairs = reports.flatMap(({ key, nanoseconds }) => {
    const exchange = waiting.get(key)?.shift();
    return exchange === undefined ? [] : [{ told: nanoseconds, wire: exchange.nanoseconds }];
  });
  const off = pairs.map(({ told, wire }) => Math.abs(told - wire));
  return {
    peer: peer.name,
    condition,
    family,
    matched: pairs.length,
    wire: quantileOf(
      pairs.map(({ wire }) => wire),
      0.5,
    ),
    told: quantileOf(
      pairs.map(({ told }) => told),
      0.5,
    ),
    off: { p50: quantileOf(off, 0.5), p99: quantileOf(off, 0.99) },
  };
}
