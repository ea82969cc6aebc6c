import type { Attempt, HandshakeEnd, PeerFacts } from "../net/index.ts";
import { nanoseconds, type Nanoseconds } from "../units.ts";
import { icmpFacts } from "./icmp-facts.ts";
import type { Endpoint, ProbeFacts, ProbeResult, ReplyFacts } from "./result.ts";
import { describeErrno } from "./send-error.ts";

/** What is known of a probe by `connect` before anything has come of it. */
export function factsOf(
  endpoint: Endpoint,
  index: number,
  attempt: Attempt,
  inBurst = false,
): ProbeFacts {
  const { sentAt, source } = attempt;
  const burst = inBurst ? ({ burst: true } as const) : {};
  const facts = { endpoint, index, method: "connect", clock: "user", sentAt, ...burst } as const;
  return source === undefined ? facts : { ...facts, source };
}

/**
 * The result of a handshake that has ended. An answer that came after the deadline is none; where
 * it is not known which SYN was answered, the time since the first of them decides.
 */
export function handshakeResult(
  sent: ProbeFacts,
  end: HandshakeEnd,
  timeout: Nanoseconds,
): ProbeResult {
  if (end.how === "failed") return { ...sent, outcome: "error", error: describeErrno(end.errno) };
  if (end.how === "unanswered" || (end.rtt ?? end.elapsed) > timeout) {
    const waited = nanoseconds(Math.min(end.elapsed, timeout));
    return { ...sent, outcome: "timeout", waited };
  }
  const facts = {
    ...sent,
    clock: end.clock,
    ...(end.resent !== undefined && end.resent > 0 && { synsLost: end.resent }),
    ...(end.rtt !== undefined && { rtt: end.rtt }),
  };
  switch (end.how) {
    case "completed":
      return { ...facts, outcome: "open", reply: replyOf(end.peer) };
    case "refused":
      return { ...facts, outcome: "closed", reply: {} };
    case "unreachable": {
      const { type, code, sender } = end.icmp;
      const icmp = icmpFacts(sent.endpoint.family, type, code, sender);
      return { ...facts, outcome: "unreachable", icmp };
    }
  }
}

function replyOf({ window, ...options }: PeerFacts): ReplyFacts {
  return {
    ...(window !== undefined && { window }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}
