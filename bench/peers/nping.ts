import { linesOf } from "./output.ts";
import type { Peer, Report } from "./peer.ts";

const sent = /^SENT \((?<at>[\d.]+)s\)/;
const received = /^RCVD \((?<at>[\d.]+)s\) .* seq=(?<sequence>\d+)/;
const nanoseconds = (seconds: string): number => Number(seconds) * 1e9;

/**
 * Single delays are told only as the times of two lines, in tenths of a millisecond. nping itself
 * credits a reply to its newest probe, and so do we here.
 */
export const nping: Peer = {
  name: "nping --tcp",
  command: ["nping", "--version"],
  families: [4],
  keyOf: ({ replySequence }) => String(replySequence),
  async measure({ from, address, port, count, intervalMs }) {
    const words = `--tcp --flags syn -p ${port} -c ${count} --delay ${intervalMs}ms ${address}`;
    const lines = await linesOf(from, "nping", words.split(" "));
    const reports: Report[] = [];
    let left = 0;
    for (const line of lines) {
      const departure = sent.exec(line)?.groups;
      if (departure) left = nanoseconds(departure["at"]!);
      const arrival = received.exec(line)?.groups;
      if (!arrival) continue;
      const delay = Math.round(nanoseconds(arrival["at"]!) - left);
      reports.push({ key: arrival["sequence"]!, nanoseconds: delay });
    }
    return reports;
  },
};
