import { formatEndpoint } from "../../endpoint.ts";
import type {
  Answer,
  IcmpFacts,
  ProbeEvent,
  ProbeFacts,
  ProbeResult,
  ReplyChange,
  ReplyFacts,
} from "../../probe/index.ts";
import { formatInstant, type Instant, instantAfter, type Nanoseconds } from "../../units.ts";
import type { Style } from "../style.ts";
import { formatDelay, formatWholeDelay } from "./delay.ts";
import { replyLines, sentLines } from "./verbose.ts";

export type TextLook = {
  readonly style: Style;
  /** Tell each SYN and its answer in full, around its line. */
  readonly verbose: boolean;
  /** Begin each line with the moment that it tells of. */
  readonly timestamps: boolean;
};

/** The lines that tell of one event, in ping's habit: its verdict last. None when it goes untold. */
export function eventLines(event: ProbeEvent, look: TextLook): string[] {
  const details = look.verbose ? detailLines(event).map(look.style.faint) : [];
  const verdict = verdictOf(event, look.style);
  const lines = verdict === undefined ? details : [...details, verdict];
  const moment = look.timestamps ? momentOf(event) : undefined;
  return moment === undefined ? lines : lines.map((line) => `[${formatInstant(moment)}] ${line}`);
}

function detailLines(event: ProbeEvent): string[] {
  switch (event.event) {
    case "sent":
      return sentLines(event.facts);
    case "probe": {
      const { result } = event;
      const answered = result.outcome === "open" || result.outcome === "closed";
      return answered ? replyLines(result, result.reply, result.outcome === "closed") : [];
    }
    case "late":
    case "duplicate":
    case "retransmitted":
      return "reply" in event ? replyLines(event.facts, event.reply) : [];
    case "rejected":
      return [];
    case "abandoned":
      return [`  no longer waiting for ${formatEndpoint(event.endpoint)}: index=${event.index}`];
  }
}

function verdictOf(event: ProbeEvent, style: Style): string | undefined {
  switch (event.event) {
    case "sent":
    case "abandoned":
      return undefined;
    case "probe":
      return probeLine(event.result, style);
    case "late":
      return style.bad(`late ${answerLine(event)}`);
    case "duplicate":
    case "retransmitted":
      return style.doubtful(`${event.event} ${answerLine(event)}`);
    case "rejected": {
      const { from, endpoint, ttl, reason } = event;
      const sender = formatEndpoint({ ...from, family: endpoint.family });
      const index = event.index === undefined ? "" : `index=${event.index} `;
      return style.doubtful(`rejected from ${sender}: ${index}ttl=${ttl} reason=${reason}`);
    }
  }
}

function probeLine(result: ProbeResult, style: Style): string {
  const { index } = result;
  const endpoint = formatEndpoint(result.endpoint);
  switch (result.outcome) {
    case "open":
      return (
        style.good(replyLine(result, result.reply, result.rtt)) + changes(result.changed, style)
      );
    case "closed":
      return (
        style.bad(`${replyLine(result, result.reply, result.rtt, true)} (closed)`) +
        changes(result.changed, style)
      );
    case "unreachable":
      return style.bad(icmpLine(result, result.icmp, result.rtt));
    case "timeout":
      return style.bad(
        `timeout for ${endpoint}: index=${index} waited=${formatWholeDelay(result.waited)}`,
      );
    case "error": {
      const { code, message } = result.error;
      return style.bad(`error for ${endpoint}: index=${index} code=${code} (${message})`);
    }
  }
}

/** What answered once more, or too late. */
const answerLine = ({ facts, rtt, ...answer }: Answer & { facts: ProbeFacts; rtt: Nanoseconds }) =>
  "reply" in answer ? replyLine(facts, answer.reply, rtt) : icmpLine(facts, answer.icmp, rtt);

/** An ICMP error about our SYN, and who said it. */
function icmpLine(facts: ProbeFacts, icmp: IcmpFacts, rtt: Nanoseconds | undefined): string {
  const { sender, type, code, name, mtu } = icmp;
  const narrow = mtu === undefined ? "" : ` mtu=${mtu}`;
  const list = `index=${facts.index} from=${sender} type=${type} code=${code}${narrow}`;
  const endpoint = formatEndpoint(facts.endpoint);
  if (rtt === undefined && sender === facts.source?.address) {
    return `unreachable ${endpoint}: ${list} (${name}: this host could not reach the next hop)`;
  }
  return `unreachable ${endpoint}: ${list} ${delay(facts, rtt)} (${name})`;
}

const changes = (changed: readonly ReplyChange[] | undefined, style: Style): string =>
  changed === undefined ? "" : style.doubtful(` changed=${changed.join(",")}`);

/** A segment that answered, with what is known of it: `key=value`, the delay last. */
function replyLine(
  facts: ProbeFacts,
  reply: ReplyFacts,
  rtt: Nanoseconds | undefined,
  rst = false,
) {
  const word = rst || reply.flags?.includes("RST") ? "rst" : "syn-ack";
  const known = Object.entries({
    index: facts.index,
    flow: facts.flow,
    ttl: reply.ttl,
    win: reply.window,
    mss: reply.options?.mss,
    "syns-lost": facts.synsLost,
  }).filter(([, value]) => value !== undefined);
  const list = known.map(([key, value]) => `${key}=${value}`).join(" ");
  return `${word} from ${formatEndpoint(facts.endpoint)}: ${list} ${delay(facts, rtt)}`;
}

const delay = (facts: ProbeFacts, rtt: Nanoseconds | undefined): string =>
  rtt === undefined ? "rtt=unknown" : `rtt=${told(facts, rtt)}${clock(facts)}`;

/** What the kernel tells of a handshake has whole microseconds: zeros behind them are no digits. */
const told = ({ method, clock: whose }: ProbeFacts, rtt: Nanoseconds): string =>
  method === "connect" && whose === "kernel" && rtt < 1e6
    ? formatWholeDelay(rtt)
    : formatDelay(rtt);

/** The kernel's clock goes without saying. */
const clock = (facts: ProbeFacts): string =>
  facts.clock === "kernel" ? "" : ` clock=${facts.clock}`;

/** When the segment left or arrived, or when it was given up. */
function momentOf(event: ProbeEvent): Instant | undefined {
  switch (event.event) {
    case "sent":
      return event.facts.sentAt;
    case "probe": {
      const { result } = event;
      if (result.outcome === "error") return result.sentAt;
      const until = result.outcome === "timeout" ? result.waited : result.rtt;
      return until && instantAfter(result.sentAt, until);
    }
    case "late":
    case "duplicate":
    case "retransmitted":
      return instantAfter(event.facts.sentAt, event.rtt);
    case "rejected":
      return event.at;
    case "abandoned":
      return undefined;
  }
}
