import { deadlineMs, type Reply, type Scenario, scenarios } from "../lab/peer/index.ts";
import type { Delay } from "../lab/peer/scenarios.ts";
import { defects, icmpErrors, type IcmpErrorName } from "../lab/peer/vocabulary.ts";

const segmentWords: Readonly<Record<Exclude<Reply["send"], IcmpErrorName>, string>> = {
  "syn-ack": "a SYN-ACK",
  "syn-ack again": "the peer's TCP sends its SYN-ACK again",
  "syn-ack of another server": "a SYN-ACK with another sequence number, of a second server",
  rst: "a RST",
  "rst without an ack": "a RST that acknowledges nothing",
  "challenge ack": "a bare ACK, as of an old connection",
  syn: "a SYN",
  "fin-ack": "a FIN-ACK",
  "no flags": "a segment without any flag",
  copy: "the same packet once more",
};

const isIcmp = (send: Reply["send"]): send is IcmpErrorName => send in icmpErrors;

function subject({ send, quotes = "all" }: Reply): string {
  if (!isIcmp(send)) return segmentWords[send];
  const { v4, v6 } = icmpErrors[send];
  const quote = quotes === "all" ? "all of the SYN" : "8 octets of its TCP header";
  return `an ICMP error, ${send} (${v4.join("/")}; over IPv6 ${v6.join("/")}), that quotes ${quote}`;
}

function delay(after: Delay): string {
  if (typeof after === "number") return `after ${after} ms`;
  if ("from" in after) return `after ${after.from} to ${after.to} ms`;
  return `after ${after.usually} ms, ${after.percent} in a hundred after ${after.spike} ms`;
}

function replyWords(reply: Reply): string {
  const { percent, afterMs, but, butPercent, extended } = reply;
  return [
    subject(reply),
    ...(extended ? ["behind extension headers (IPv4: header options)"] : []),
    ...(percent === undefined ? [] : [`${percent} times in a hundred`]),
    ...(afterMs === undefined ? [] : [delay(afterMs)]),
    ...(but === undefined ? [] : [`defect: ${but}`]),
    ...(butPercent === undefined ? [] : [`in ${butPercent} of a hundred`]),
  ].join(", ");
}

function lossWords({ loses }: Scenario): string[] {
  if (loses === undefined) return [];
  if ("percent" in loses) return [`of a hundred SYNs ${loses.percent} get lost, of the others`];
  const { burstBeginsPercent: begins, burstEndsPercent: ends } = loses;
  return [
    `SYNs get lost in bursts, which begin at ${begins} in a hundred and end at ${ends}; of the others`,
  ];
}

const scenarioWords = (scenario: Scenario): string => {
  const replies = scenario.replies.map(replyWords).join("; then ");
  return [...lossWords(scenario), replies === "" ? "nothing comes back" : replies].join(": ");
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** The part of docs/hostile-network.md that follows from the scenarios. */
export const generatedWords = (): string =>
  [
    `## Scenarios\n\nAn answer later than ${deadlineMs} ms is late.`,
    table(
      ["scenario", "what comes of a SYN"],
      scenarios.map((scenario) => [scenario.name, scenarioWords(scenario)]),
    ),
    "## Defects\n\nWhat is wrong with a reply, and the reason under which it must be counted.",
    table(
      ["defect", "reason"],
      Object.entries(defects).map(([defect, reason]) => [defect, `\`${reason}\``]),
    ),
  ].join("\n\n");
