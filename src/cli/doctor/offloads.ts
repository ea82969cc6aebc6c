import { type Check, notOk, ok } from "./check.ts";
import type { Interface } from "./interfaces.ts";
import type { Machine } from "./machine.ts";

/** Of `ethtool -k`, and what they are called for short. None changes a SYN, a SYN-ACK or a RST. */
const features = {
  "generic-receive-offload": "GRO",
  "large-receive-offload": "LRO",
  "generic-segmentation-offload": "GSO",
  "tx-checksumming": "tx-checksum",
  "rx-checksumming": "rx-checksum",
} as const;

/** Beyond this, what the interface holds back is more than most differences worth measuring. */
const mostHeldBack = 50;
const mostInterfaces = 4;

/** Which of the features that matter are on, from `ethtool -k`. */
export function readFeatures(text: string): string[] {
  const on = new Set([...text.matchAll(/^\s*([\w-]+): on\b/gmu)].map(([, feature]) => feature));
  return Object.entries(features).flatMap(([feature, short]) => (on.has(feature) ? [short] : []));
}

/** Microseconds for which `ethtool -c` says that a received frame's interrupt may be held back. */
export function readCoalescing(text: string): number | "adaptive" | undefined {
  if (/^Adaptive RX: on\b/mu.test(text)) return "adaptive";
  const found = /^rx-usecs:\s*(\d+)/mu.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

type Reading = { readonly seen: string; readonly late: boolean; readonly whole: boolean };

/** A stamp is given when the driver's poll takes the frame, so what delays that delays the stamp. */
function readOffloads(machine: Machine, name: string): Reading {
  const on = machine.output("ethtool", "-k", name);
  const coalescing = machine.output("ethtool", "-c", name);
  const rx = coalescing === undefined ? undefined : readCoalescing(coalescing);
  const flush = Number(machine.read(`/sys/class/net/${name}/gro_flush_timeout`) ?? "0") / 1e3;
  const missing = [
    ...(on === undefined ? ["offloads"] : []),
    ...(rx === undefined ? ["interrupt coalescing"] : []),
  ];
  const parts = [
    ...(on === undefined ? [] : [`${readFeatures(on).join(", ") || "no offload"} on`]),
    ...(rx === undefined
      ? []
      : [`frames held back ${rx === "adaptive" ? "adaptively" : `${rx} µs`}`]),
    ...(flush > 0 ? [`GRO flush after ${flush} µs`] : []),
    ...(missing.length > 0 ? [`not checked: ${missing.join(" and ")}`] : []),
  ];
  const late = rx === "adaptive" || (rx ?? 0) > mostHeldBack || flush > mostHeldBack;
  return { seen: `${name}: ${parts.join("; ")}`, late, whole: on !== undefined };
}

/** Looks at the interfaces that default routes use, or at the first that are up when there are none. */
export function checkOffloads(
  machine: Machine,
  interfaces: readonly Interface[],
  preferred: readonly string[],
): Check {
  const name = "offloads";
  const up = interfaces.filter((one) => one.up && !one.loopback).map((one) => one.name);
  const routed = up.filter((one) => preferred.includes(one));
  const chosen = (routed.length > 0 ? routed : up).slice(0, mostInterfaces);
  if (chosen.length === 0) return ok(name, "no interface but loopback is up");
  const readings = chosen.map((one) => readOffloads(machine, one));
  const rest = up.filter((one) => !chosen.includes(one));
  const seen = readings.map((reading) => reading.seen);
  if (rest.length > 0) seen.push(`not checked: ${rest.length} more interfaces that are up`);
  if (readings.some((reading) => reading.late)) {
    const remedy =
      "replies are stamped late by as much: ethtool -C DEVICE adaptive-rx off rx-usecs 0, and " +
      "echo 0 > /sys/class/net/DEVICE/gro_flush_timeout";
    return notOk(name, "warning", seen, remedy);
  }
  if (readings.every((reading) => reading.whole)) return ok(name, ...seen);
  return notOk(name, "unknown", seen, "install ethtool to have them checked");
}
