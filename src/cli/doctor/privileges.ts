import type { HalfopenError } from "../../errors.ts";
import { type Check, notOk, ok } from "./check.ts";
import type { Machine } from "./machine.ts";

/** Bit number of CAP_NET_RAW (capabilities(7)). */
const netRaw = 13n;

export type Capability = Readonly<Record<"effective" | "permitted" | "bounding", boolean>>;

/** Whether a /proc/PID/status grants CAP_NET_RAW; undefined where it says nothing of capabilities. */
export function readCapability(status: string): Capability | undefined {
  const has = (set: string) => {
    const mask = new RegExp(`^${set}:\\s*([0-9a-f]+)$`, "mu").exec(status)?.[1];
    return mask === undefined ? undefined : ((BigInt(`0x${mask}`) >> netRaw) & 1n) === 1n;
  };
  const [effective, permitted, bounding] = [has("CapEff"), has("CapPrm"), has("CapBnd")];
  if (effective === undefined || permitted === undefined || bounding === undefined)
    return undefined;
  return { effective, permitted, bounding };
}

/** Whether a /proc/PID/uid_map is that of the initial user namespace: every id stands for itself. */
export const isInitialNamespace = (uidMap: string): boolean =>
  /^\s*0\s+0\s+4294967295\s*$/u.test(uidMap);

/** `refusal`: why the kernel would not open a raw socket, where it would not. */
export function checkCapability(machine: Machine, refusal: HalfopenError | undefined): Check {
  const name = "capability";
  if (machine.platform !== "linux") {
    return notOk(
      name,
      "failed",
      `the method syn needs Linux, and this is ${machine.platform}`,
      "run halfopen on a Linux host or in a Linux container",
    );
  }
  const capability = readCapability(machine.read("/proc/self/status") ?? "");
  if (capability === undefined) {
    const opened = refusal === undefined ? "a raw socket opens" : refusal.message;
    return notOk(name, "unknown", opened, "mount /proc, where the capabilities are told");
  }
  if (refusal === undefined) return ok(name, "CAP_NET_RAW is effective; raw socket and tap open");
  if (capability.effective) {
    return notOk(
      name,
      "failed",
      ["CAP_NET_RAW is effective, but not for this network namespace", refusal.message],
      "run outside of the user namespace, or in a network namespace that it owns (unshare -Urn); " +
        "a seccomp filter may forbid packet sockets too",
    );
  }
  if (!capability.bounding) {
    return notOk(
      name,
      "failed",
      "CAP_NET_RAW is missing, also from the bounding set: not even sudo could give it here",
      "grant it where this process tree is started: docker run --cap-add NET_RAW, or " +
        "CapabilityBoundingSet=CAP_NET_RAW and AmbientCapabilities=CAP_NET_RAW in the systemd unit",
    );
  }
  const seen = capability.permitted
    ? "CAP_NET_RAW is permitted, but not effective"
    : "CAP_NET_RAW is missing";
  return notOk(name, "failed", seen, refusal.remedy ?? "run with sudo");
}

export function checkUserNamespace(machine: Machine, synOpens: boolean): Check {
  const name = "user-namespace";
  const map = machine.read("/proc/self/uid_map");
  if (map === undefined) {
    return notOk(name, "unknown", "not told by this kernel", "nothing: most do without");
  }
  if (isInitialNamespace(map)) return ok(name, "the initial one");
  const seen = `one of its own (${map.trim().split("\n").length} mapped ranges of users)`;
  if (synOpens) return ok(name, seen, "it owns this network namespace, so its CAP_NET_RAW holds");
  return notOk(
    name,
    "warning",
    seen,
    "a capability held here is worth nothing outside: grant it in the initial user namespace",
  );
}
