import { formatAddress } from "../../endpoint.ts";
import type { ProbeFacts, SegmentFacts } from "../../probe/index.ts";
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

/** What the segment that answers a probe said. */
export function replyLines({ endpoint, source }: ProbeFacts, reply: SegmentFacts): string[] {
  const flags = reply.flags.includes("RST") ? "RST" : "SYN-ACK";
  const to = source ? ` to address ${source.address}, port ${source.port}` : "";
  return [
    `${flags} received from address ${formatAddress(endpoint)}, port ${endpoint.port}${to}`,
    `acknowledgment number ${reply.acknowledgment}, sequence number ${reply.sequence}`,
    `window ${reply.window}, ${optionList(reply)}`,
    `flags ${reply.flags.join(" ")}${reply.flags.includes("ECE") ? " (ECN)" : ""}`,
    `ttl ${reply.ttl}, ${hops(reply.ttl)} away`,
  ].map(indented);
}

function optionList({ options }: SegmentFacts): string {
  const { mss, windowScale, sackPermitted, timestamps } = options;
  const list = [
    ...(mss === undefined ? [] : [`mss ${mss}`]),
    ...(windowScale === undefined ? [] : [`window scale ${windowScale}`]),
    ...(sackPermitted ? ["sack permitted"] : []),
    ...(timestamps ? [`timestamps ${timestamps.value} ${timestamps.echo}`] : []),
  ];
  return list.length === 0 ? "no options" : list.join(", ");
}

/** Hosts start from 64, 128 or 255 (some from 32), and every router takes one away. */
function hops(ttl: number): string {
  const start = [32, 64, 128, 255].find((initial) => ttl <= initial) ?? 255;
  const count = start - ttl;
  return count === 1 ? "1 hop" : `${count} hops`;
}

const indented = (line: string): string => `  ${line}`;
