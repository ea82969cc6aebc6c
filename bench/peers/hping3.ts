import { linesOf } from "./output.ts";
import type { Peer } from "./peer.ts";

const reply = /\bseq=(?<index>\d+) .*\brtt=(?<milliseconds>[\d.]+) ms/;

/** It counts its source ports up from here, and tells how far it got as `seq`. */
const firstPort = 20_000;

export const hping3: Peer = {
  name: "hping3 -S",
  command: ["hping3", "--version"],
  families: [4],
  keyOf: ({ sourcePort }) => String(sourcePort - firstPort),
  async measure({ from, address, port, count, intervalMs }) {
    const words = `-n -S -p ${port} -s ${firstPort} -c ${count} -i u${intervalMs * 1000} ${address}`;
    const lines = await linesOf(from, "hping3", words.split(" "));
    return lines.flatMap((line) => {
      const found = reply.exec(line)?.groups;
      if (!found) return [];
      return [{ key: found["index"]!, nanoseconds: Number(found["milliseconds"]) * 1e6 }];
    });
  },
};
