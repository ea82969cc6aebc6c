import type { Outcome, RejectionReason } from "../../probe/index.ts";
import { Histogram, type HistogramSnapshot, Tally } from "../../stats/index.ts";
import type { Told } from "../../sweep/index.ts";
import { nanoseconds, type Nanoseconds } from "../../units.ts";

/** Endpoints that ended alike: by outcome, and unreachable ones and errors by what was said. */
export type Group = {
  readonly outcome: Outcome;
  readonly name?: string;
  count: number;
  readonly rtt: Histogram;
};

/** A score as a message between threads. */
export type ScoreFacts = {
  readonly counters: Partial<Record<keyof Tally, number>>;
  readonly rejected: readonly (readonly [string, number])[];
  readonly groups: readonly {
    readonly outcome: Outcome;
    readonly name?: string;
    readonly count: number;
    readonly rtt: HistogramSnapshot;
  }[];
};

const counted = [
  "sent",
  "open",
  "closed",
  "unreachable",
  "timeout",
  "error",
  "late",
  "duplicate",
  "retransmitted",
] as const;

/** What a sweep has found, counted. Scores of several threads add up exactly. */
export class Score {
  readonly tally = new Tally();
  readonly #groups = new Map<string, Group>();

  /** Endpoints whose outcome is known. */
  get told(): number {
    return this.tally.decided + this.tally.error;
  }

  /** In the order of the outcomes, the largest of each first. */
  get groups(): Group[] {
    return [...this.#groups.values()].toSorted(
      (one, other) =>
        counted.indexOf(one.outcome) - counted.indexOf(other.outcome) || other.count - one.count,
    );
  }

  /** Delays of whatever the endpoints themselves answered. */
  get answered(): Histogram {
    const all = new Histogram();
    for (const { outcome, rtt } of this.#groups.values()) {
      if (outcome === "open" || outcome === "closed") all.merge(rtt);
    }
    return all;
  }

  /** Counts one endpoint. HOT. */
  take({ outcome, rtt, icmp, error }: Pick<Told, "outcome" | "rtt" | "icmp" | "error">): void {
    this.tally[outcome]++;
    const group = this.#groupOf(outcome, icmp?.name ?? error?.code);
    group.count++;
    if (rtt !== undefined) group.rtt.record(recordable(rtt));
  }

  /** Counts an endpoint that nothing could be sent to. */
  takeError(code: string): void {
    this.tally.error++;
    this.#groupOf("error", code).count++;
  }

  reject(reason: RejectionReason): void {
    this.tally.reject(reason);
  }

  counters(): ScoreFacts["counters"] {
    return Object.fromEntries(counted.map((name) => [name, this.tally[name]]));
  }

  facts(): ScoreFacts {
    return {
      counters: this.counters(),
      rejected: [...this.tally.rejected],
      groups: [...this.#groups.values()].map(({ rtt, ...group }) => ({
        ...group,
        rtt: rtt.snapshot(),
      })),
    };
  }

  /** Adds what another thread has counted. Returns this score. */
  add({ counters, rejected, groups }: ScoreFacts): this {
    for (const name of counted) this.tally[name] += counters[name] ?? 0;
    for (const [reason, times] of rejected) this.tally.reject(reason, times);
    for (const { outcome, name, count, rtt } of groups) {
      const group = this.#groupOf(outcome, name);
      group.count += count;
      group.rtt.merge(Histogram.from(rtt));
    }
    return this;
  }

  #groupOf(outcome: Outcome, name: string | undefined): Group {
    const key = name === undefined ? outcome : `${outcome}: ${name}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const group = { outcome, ...(name !== undefined && { name }), count: 0, rtt: new Histogram() };
    this.#groups.set(key, group);
    return group;
  }
}

/** A stepped clock can make a delay seem negative; a histogram holds none. */
const recordable = (rtt: Nanoseconds): Nanoseconds => nanoseconds(Math.max(0, Math.round(rtt)));
