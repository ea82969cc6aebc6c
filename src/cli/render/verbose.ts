import { formatAddress } from "../../endpoint.ts";
import { hopsImplied, type ProbeFacts, type ReplyFacts } from "../../probe/index.ts";
import { formatInstant } from "../../units.ts";

/** What the SYN of a probe bore, where the kernel did not hide it. */
export function sentLines({ endpoint, source, sequence, sentAt }: ProbeFacts): string[] {
  const through = source?.interface === undefined ? "" : ` (${source.interface})`;
  return [
    ...(source ? [`source address ${source.address}${through}, port ${source.port}`] : []),
    `destination address ${formatAddress(endpoint)}, port ${endpoint.port}`,
    ...(sequence === undefined ? [] : [`sequence number ${sequence}`]),
    `SYN sent at ${formatInstant(sentAt)}`,
  ].map(indented);
}

/** What the segment that answers a probe said, as far as that is known. */
export function replyLines(
  { endpoint, source }: ProbeFacts,
  reply: ReplyFacts,
  isReset = reply.flags?.includes("RST") ?? false,
): string[] {
  const { acknowledgment, sequence, window, flags, ttl } = reply;
  const to = source ? ` to address ${source.address}, port ${source.port}` : "";
  const from = `from address ${formatAddress(endpoint)}, port ${endpoint.port}`;
  const sizes = [...(window === undefined ? [] : [`window ${window}`]), ...optionList(reply)];
  return [
    `${isReset ? "RST" : "SYN-ACK"} received ${from}${to}`,
    ...(acknowledgment === undefined
      ? []
      : [`acknowledgment number ${acknowledgment}, sequence number ${sequence}`]),
    ...(sizes.length === 0 ? [] : [sizes.join(", ")]),
    ...(flags ? [`flags ${flags.join(" ")}${flags.includes("ECE") ? " (ECN)" : ""}`] : []),
    ...(ttl === undefined ? [] : [`ttl ${ttl}, ${away(hopsImplied(ttl))} away`]),
  ].map(indented);
}

function optionList({ options, flags }: ReplyFacts): string[] {
  const { mss, windowScale, sackPermitted, timestamps } = options ?? {};
  const list = [
    ...(mss === undefined ? [] : [`mss ${mss}`]),
    ...(windowScale === undefined ? [] : [`window scale ${windowScale}`]),
    ...(sackPermitted ? ["sack permitted"] : []),
    ...(timestamps ? [`timestamps ${timestamps.value} ${timestamps.echo}`] : []),
  ];
  // Only who saw the whole segment can say that it had none.
  return list.length === 0 && flags ? ["no options"] : list;
}

const away = (count: number): string => (count === 1 ? "1 hop" : `${count} hops`);

const indented = (line: string): string => `  ${line}`;
