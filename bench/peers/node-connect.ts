import { fileURLToPath } from "node:url";
import { linesOf } from "./output.ts";
import type { Peer } from "./peer.ts";

const program = fileURLToPath(new URL("./node-connect-child.mjs", import.meta.url));

/** What a Node program measures that takes the time around `net.connect`. */
const nodeConnect = (name: string, ...more: string[]): Peer => ({
  name,
  families: [4, 6],
  keyOf: ({ sourcePort }) => String(sourcePort),
  async measure({ from, address, port, count, intervalMs }) {
    const words = [program, address, String(port), String(count), String(intervalMs), ...more];
    const lines = await linesOf(from, process.execPath, words);
    return lines.map((line) => {
      const [key = "", nanoseconds] = line.split(" ");
      return { key, nanoseconds: Number(nanoseconds) };
    });
  },
});

export const openConnect = nodeConnect("Node net.connect");
export const blockedNodeConnect = nodeConnect("Node net.connect, loop blocked", "blocked");
