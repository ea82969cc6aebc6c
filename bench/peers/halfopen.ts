import { fileURLToPath } from "node:url";
import { linesOf } from "./output.ts";
import { hostPort, type Peer, type Task } from "./peer.ts";

/** Built, as users run it. */
export const command = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const blockedLoop = fileURLToPath(new URL("../blocked-loop.ts", import.meta.url));

type Method = "syn" | "connect";

type Line = {
  readonly event: string;
  readonly sequence?: number;
  readonly source?: { readonly port: number };
  readonly rttMs?: number;
};

/** What tells a probe of ours from the others: the kernel hides the sequence number of its own SYN. */
const keys = {
  syn: {
    of: (line: Line) => line.sequence,
    ofExchange: (exchange: { sequence: number }) => exchange.sequence,
  },
  connect: {
    of: (line: Line) => line.source?.port,
    ofExchange: (exchange: { sourcePort: number }) => exchange.sourcePort,
  },
} as const;

const ours = (
  name: string,
  method: Method,
  program: (task: Task, method: Method) => readonly string[],
): Peer => ({
  name,
  families: [4, 6],
  keyOf: (exchange) => String(keys[method].ofExchange(exchange)),
  async measure(task) {
    const lines = await linesOf(task.from, process.execPath, program(task, method));
    return lines
      .map((line) => JSON.parse(line) as Line)
      .filter(({ event, rttMs }) => event === "probe" && rttMs !== undefined)
      .map((line) => ({
        key: String(keys[method].of(line)),
        nanoseconds: Math.round(line.rttMs! * 1e6),
      }));
  },
});

const commandLine = (task: Task, method: Method) => {
  const { count, intervalMs } = task;
  const options = `ping --json --method ${method} -c ${count} -i ${intervalMs}ms`;
  return [command, ...options.split(" "), hostPort(task)];
};

const libraryProgram = (task: Task, method: Method) => {
  const { count, intervalMs } = task;
  return ["--import", "tsx", blockedLoop, hostPort(task), method, `${count}`, `${intervalMs}`];
};

export const halfopenSyn = ours("halfopen syn", "syn", commandLine);
/**
 * A RST carries no departure time of its sender's, so the kernel stamps its arrival once for all
 * taps, as it does with whatever a network card brings; a SYN-ACK over veth each tap stamps itself.
 */
export const halfopenClosed = ours("halfopen syn, closed port", "syn", (task, method) =>
  commandLine({ ...task, port: task.port + 1 }, method),
);
export const halfopenConnect = ours("halfopen connect", "connect", commandLine);
export const blockedSyn = ours("halfopen syn, loop blocked", "syn", libraryProgram);
export const blockedConnect = ours("halfopen connect, loop blocked", "connect", libraryProgram);
