import { type Check, notOk, ok } from "./check.ts";
import type { Machine } from "./machine.ts";

/** The method connect keeps as many handshakes open at once, each with a descriptor and a port. */
const enough = 4096;

/** The soft limit of open files in a /proc/PID/limits; Infinity when there is none. */
export function readOpenFiles(limits: string): number | undefined {
  const soft = /^Max open files\s+(\S+)/mu.exec(limits)?.[1];
  if (soft === undefined) return undefined;
  return soft === "unlimited" ? Number.POSITIVE_INFINITY : Number(soft);
}

/** How many ports the kernel may choose from, and which, of ip_local_port_range. */
export function readPortRange(text: string): { first: number; last: number } | undefined {
  const found = /^(\d+)\s+(\d+)/u.exec(text);
  return found === null ? undefined : { first: Number(found[1]), last: Number(found[2]) };
}

const wanted = (count: number): string => (count < enough ? ` (${enough} are enough)` : "");

export function checkLimits(machine: Machine): Check {
  const name = "limits";
  const files = readOpenFiles(machine.read("/proc/self/limits") ?? "");
  const range = readPortRange(machine.read("/proc/sys/net/ipv4/ip_local_port_range") ?? "");
  if (files === undefined || range === undefined) {
    return notOk(name, "unknown", "not told by this kernel", "see `ulimit -n`");
  }
  const ports = range.last - range.first + 1;
  const seen = [
    `${files === Number.POSITIVE_INFINITY ? "any number of" : files} open files${wanted(files)}`,
    `${ports} local ports, ${range.first} to ${range.last}${wanted(ports)}`,
  ];
  const remedies = [
    ...(files < enough ? [`ulimit -n ${enough}`] : []),
    ...(ports < enough ? ['sysctl -w net.ipv4.ip_local_port_range="32768 60999"'] : []),
  ];
  if (remedies.length === 0) return ok(name, ...seen);
  return notOk(name, "warning", seen, remedies.join("; "));
}
