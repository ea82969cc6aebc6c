import type { RejectionReason } from "../../../src/probe/index.ts";
import type { Ledger, LedgerEntry, SentReply } from "./ledger.ts";

/** What an honest prober must have counted. */
export type Counters = {
  sent: number;
  open: number;
  closed: number;
  unreachable: number;
  timeout: number;
  late: number;
  duplicate: number;
  retransmitted: number;
  /** About nothing that was ever sent. */
  stray: number;
  /** By "type/code" of the family's own ICMP. */
  unreachableBy: Record<string, number>;
  /** Only the reasons that occurred. */
  rejected: Partial<Record<RejectionReason, number>>;
};

export type Patience = {
  /** A reply after this is late. */
  readonly timeoutMs: number;
  /** How long after that, or after the answer, a probe is still remembered; for ever unless said. */
  readonly lingerMs?: number;
};

function increment<Key extends string>(counts: Partial<Record<Key, number>>, key: Key): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

const saysTheSame = (a: SentReply, b: SentReply): boolean =>
  a.means.is === b.means.is && a.sequence === b.sequence;

function count(counters: Counters, entry: LedgerEntry, timeoutMs: number, lingerMs: number): void {
  counters.sent++;
  let first: SentReply | undefined;
  let inTime = false;
  let forgottenNs = (timeoutMs + lingerMs) * 1e6;
  for (const reply of entry.sent) {
    if (reply.afterNs > forgottenNs) break;
    if (reply.means.is === "stray") {
      counters.stray++;
    } else if (reply.means.is === "rejected") {
      increment(counters.rejected, reply.means.reason);
    } else if (first === undefined) {
      first = reply;
      inTime = reply.afterNs <= timeoutMs * 1e6;
      forgottenNs = reply.afterNs + lingerMs * 1e6;
      counters[inTime ? reply.means.is : "late"]++;
      if (inTime && reply.means.is === "unreachable") {
        increment(counters.unreachableBy, `${reply.means.type}/${reply.means.code}`);
      }
    } else if (!saysTheSame(first, reply)) {
      increment(counters.rejected, "contradictory");
    } else {
      counters[reply.send === "syn-ack again" ? "retransmitted" : "duplicate"]++;
    }
  }
  if (!inTime) counters.timeout++;
}

/** Nothing counted yet. */
export const noCounters = (): Counters => ({
  sent: 0,
  open: 0,
  closed: 0,
  unreachable: 0,
  timeout: 0,
  late: 0,
  duplicate: 0,
  retransmitted: 0,
  stray: 0,
  unreachableBy: {},
  rejected: {},
});

/**
 * What a prober of that patience must have counted, if the peer did what the ledger says.
 * Of each SYN: the first reply that may be believed decides, in time or late; what says the same
 * again is a duplicate, or a retransmission when the peer's TCP made it anew; what says something
 * else is contradictory; what may not be believed counts under its reason and changes nothing.
 */
export function expectedCounters(ledger: Ledger, patience: Patience): Counters {
  const counters = noCounters();
  const { timeoutMs, lingerMs = Number.POSITIVE_INFINITY } = patience;
  for (const entry of ledger.entries) count(counters, entry, timeoutMs, lingerMs);
  return counters;
}
