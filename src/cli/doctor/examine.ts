import type { Check } from "./check.ts";
import { checkClock } from "./clock.ts";
import { readObstacles } from "./firewall.ts";
import { checkInterfaces, readInterfaces } from "./interfaces.ts";
import { checkKernel } from "./kernel.ts";
import { checkLimits } from "./limits.ts";
import type { LoopbackRun } from "./loopback.ts";
import type { Machine } from "./machine.ts";
import { checkOffloads } from "./offloads.ts";
import { checkCapability, checkUserNamespace } from "./privileges.ts";
import { checkResets } from "./resets.ts";
import { checkRing } from "./ring.ts";
import { checkRoutes, readDefaultRoutes } from "./routes.ts";
import { checkSelfProbe, type SelfProbe, worksOf } from "./self-probe.ts";

export type DoctorReport = {
  /** The best method that works here. */
  readonly works: "syn" | "connect" | "none";
  readonly checks: readonly Check[];
  /** What the probes over loopback measured, method by method. */
  readonly loopback: readonly LoopbackRun[];
};

/** Judges a machine by what it tells of itself and by what probing it over loopback came to. */
export function examine(machine: Machine, probed: SelfProbe): DoctorReport {
  const interfaces = readInterfaces(machine);
  const routed = readDefaultRoutes(machine).map((route) => route.interface);
  return {
    works: worksOf(probed.runs),
    checks: [
      checkCapability(machine, probed.refusal),
      checkUserNamespace(machine, probed.refusal === undefined),
      checkKernel(machine),
      checkInterfaces(interfaces),
      checkRoutes(machine),
      checkResets(probed.runs, readObstacles(machine)),
      checkClock(machine, probed.clockSteps),
      checkRing(probed.ring),
      checkOffloads(machine, interfaces, routed),
      checkLimits(machine),
      checkSelfProbe(probed),
    ],
    loopback: probed.runs,
  };
}
