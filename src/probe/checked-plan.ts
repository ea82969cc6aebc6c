import { formatAddress } from "../endpoint.ts";
import { HalfopenError } from "../errors.ts";
import { parseAddress } from "../wire/index.ts";
import type { AgendaBurst, AgendaEntry } from "./agenda-entry.ts";
import type { Plan } from "./plan.ts";
import type { Endpoint } from "./result.ts";

/**
 * The plan, when it can be meant: what would be probed is exactly what it names. Throws USAGE or
 * TARGET_INVALID. A command line is checked before; programs may pass anything.
 */
export function checkedPlan(plan: Plan): Plan {
  for (const key of ["interval", "timeout"] as const) positive(`the plan's ${key}`, plan[key]);
  if (plan.linger !== undefined && !(plan.linger >= 0))
    throw refused("the plan's linger", plan.linger, "0 or more");
  for (const key of ["count", "flows"] as const) {
    const value = plan[key];
    const endless = key === "count" && value === Number.POSITIVE_INFINITY;
    if (value !== undefined && !endless && !(Number.isInteger(value) && value >= 1)) {
      throw refused(`the plan's ${key}`, value, "a whole number from 1");
    }
  }
  for (const endpoint of plan.endpoints) checkEndpoint(endpoint);
  return plan;
}

/** Throws USAGE or TARGET_INVALID unless the entry of an agenda can be meant. */
export function checkEntry({ endpoint, interval, timeout, phase }: AgendaEntry): void {
  positive("an entry's interval", interval);
  positive("an entry's timeout", timeout);
  if (!(Number.isFinite(phase) && phase >= 0))
    throw refused("an entry's phase", phase, "0 or more");
  checkEndpoint(endpoint);
}

/** Throws USAGE unless it is a whole number of probes with a time to wait for each. */
export function checkBurst({ count, timeout }: AgendaBurst): void {
  positive("a burst's timeout", timeout);
  if (Number.isInteger(count) && count >= 1) return;
  throw refused("a burst's count", count, "a whole number from 1");
}

/** Throws TARGET_INVALID unless this is one address of its family and one port. */
function checkEndpoint(endpoint: Endpoint): void {
  const { address, family, port } = endpoint;
  const parsed = parseAddress(address);
  if (parsed === undefined || parsed.family !== family) {
    throw new HalfopenError(
      "TARGET_INVALID",
      `${JSON.stringify(address)} is not an IPv${family} address`,
      { remedy: "resolve names first, with resolveTarget" },
    );
  }
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return;
  throw new HalfopenError("TARGET_INVALID", `${port} is not a port of ${formatAddress(endpoint)}`, {
    remedy: "a port is a whole number from 1 to 65535",
  });
}

function positive(what: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw refused(what, value, "more than 0");
}

const refused = (what: string, value: number, expected: string): HalfopenError =>
  new HalfopenError("USAGE", `${what} must be ${expected}, not ${value}`, {
    remedy: "durations are in nanoseconds",
  });
