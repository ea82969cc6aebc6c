import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

/** Seconds of processor that a process has taken, user and system, all threads (proc(5)). */
function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

/** Octets that a process has had resident at the worst moment. */
export function peakMemoryOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) * 1024;
}

/** The share of one core that each process takes over so many seconds. */
export async function sharesOver(seconds: number, pids: readonly number[]): Promise<number[]> {
  const [began, before] = [performance.now(), pids.map(processorOf)];
  await setTimeout(seconds * 1000);
  const elapsed = (performance.now() - began) / 1000;
  return pids.map((pid, index) => (processorOf(pid) - before[index]!) / elapsed);
}
