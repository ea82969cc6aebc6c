import { linesOf } from "./output.ts";
import type { Peer } from "./peer.ts";

const reply = /: \[(?<index>\d+)\], \d+ bytes, (?<milliseconds>[\d.]+) ms/;

/** Of another protocol: it pings with ICMP, so its exchanges are echoes. */
export const fping: Peer = {
  name: "fping (ICMP)",
  command: ["fping", "--version"],
  families: [4, 6],
  keyOf: ({ sequence }) => String(sequence),
  async measure({ from, address, count, intervalMs }) {
    const words = `-c ${count} -p ${intervalMs} -i 1 ${address}`;
    const lines = await linesOf(from, "fping", words.split(" "));
    return lines.flatMap((line) => {
      const found = reply.exec(line)?.groups;
      if (!found) return [];
      return [{ key: found["index"]!, nanoseconds: Number(found["milliseconds"]) * 1e6 }];
    });
  },
};
