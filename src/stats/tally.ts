const COUNTERS = [
  "sent",
  "open",
  "closed",
  "unreachable",
  "timeout",
  "error",
  "late",
  "duplicate",
  "retransmitted",
  "retried",
  "synsLost",
] as const;

/**
 * What became of the probes of one endpoint, counted. Outcomes are counted under their own names:
 * `tally.sent++` when a SYN left, `tally[result.outcome]++` when its outcome is known.
 */
export class Tally<Reason extends string = string> {
  /** SYNs that left this machine: those with an outcome other than `error`, and those outstanding. */
  sent = 0;
  open = 0;
  closed = 0;
  unreachable = 0;
  timeout = 0;
  error = 0;
  /** Replies after the deadline; their probes are in `timeout` too. */
  late = 0;
  duplicate = 0;
  retransmitted = 0;
  /** Answered probes whose first SYN was lost: the kernel sent another (`connect` only). */
  retried = 0;
  /** The SYNs that those lost, all together. */
  synsLost = 0;
  /** Segments that were not believed, by reason; a reason that never occurred is not there. */
  readonly rejected = new Map<Reason, number>();

  reject(reason: Reason, times = 1): void {
    this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + times);
  }

  /** Probes that something answered before the deadline, be it with an ICMP error. */
  get received(): number {
    return this.open + this.closed + this.unreachable;
  }

  /** Probes that left and whose outcome is known: the ones that loss is a share of. */
  get decided(): number {
    return this.received + this.timeout;
  }

  /**
   * Round-trip loss (RFC 6673) from 0 to 1: among the decided, the probes whose SYN, the first that
   * they sent, got no answer. What the kernel sends again is no part of the sample, so this says
   * the same of a path by either method. Probes still outstanding and probes that this machine
   * could not send are neither lost nor not. Undefined when none is decided.
   */
  get lossRatio(): number | undefined {
    return this.decided === 0 ? undefined : (this.timeout + this.retried) / this.decided;
  }

  /** Adds another endpoint's counters to these. Returns this tally. */
  add(other: Tally<Reason>): this {
    for (const counter of COUNTERS) this[counter] += other[counter];
    for (const [reason, times] of other.rejected) this.reject(reason, times);
    return this;
  }
}
