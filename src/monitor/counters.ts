import type { Outcome, ProbeEvent, ProbeResult } from "../probe/index.ts";
import { added, type Counts, zeros } from "../stats/index.ts";
import { type EndpointCounters, rttBounds } from "./view.ts";

const boundsInNanoseconds = Float64Array.from(rttBounds, (seconds) => Math.round(seconds * 1e9));

/** The index of the first classic bucket whose bound is not below `rtt`; their number when none is. */
export function bucketOf(rtt: number): number {
  let low = 0;
  let high = boundsInNanoseconds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rtt <= boundsInNanoseconds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Counts what is told of one endpoint, for as long as it is probed. */
export class Counters implements EndpointCounters {
  readonly outcomes: Record<Outcome, number> = {
    open: 0,
    closed: 0,
    unreachable: 0,
    timeout: 0,
    error: 0,
  };
  late = 0;
  duplicate = 0;
  retransmitted = 0;
  rejected = 0;
  buckets: Counts = zeros(rttBounds.length + 1);
  rttSum = 0;

  /** Of the endpoint's own answers, open and closed: what a router says has another way to go. */
  countResult(result: ProbeResult): void {
    this.outcomes[result.outcome]++;
    if ((result.outcome !== "open" && result.outcome !== "closed") || result.rtt === undefined)
      return;
    this.buckets = added(this.buckets, bucketOf(result.rtt), 1);
    this.rttSum += result.rtt;
  }

  /** Whatever came besides the outcome. */
  countOther({ event }: ProbeEvent): void {
    if (event === "late" || event === "duplicate" || event === "retransmitted") this[event]++;
    else if (event === "rejected") this.rejected++;
  }
}
