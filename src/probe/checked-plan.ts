import { formatAddress } from "../endpoint.ts";
import { HalfopenError } from "../errors.ts";
import { parseAddress } from "../wire/index.ts";
import type { Plan } from "./prober.ts";
import type { Endpoint } from "./result.ts";

/**
 * The plan, when it can be meant: what would be probed is exactly what it names. Throws USAGE or
 * TARGET_INVALID. A command line is checked before; programs may pass anything.
 */
export function checkedPlan(plan: Plan): Plan {
  for (const key of ["interval", "timeout"] as const) positive(key, plan[key]);
  if (plan.linger !== undefined && !(plan.linger >= 0))
    throw refused("linger", plan.linger, "0 or more");
  for (const key of ["count", "flows"] as const) {
    const value = plan[key];
    const endless = key === "count" && value === Number.POSITIVE_INFINITY;
    if (value !== undefined && !endless && !(Number.isInteger(value) && value >= 1)) {
      throw refused(key, value, "a whole number from 1");
    }
  }
  for (const endpoint of plan.endpoints) checkEndpoint(endpoint);
  return plan;
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

function positive(key: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw refused(key, value, "more than 0");
}

const refused = (key: string, value: number, expected: string): HalfopenError =>
  new HalfopenError("USAGE", `the plan's ${key} must be ${expected}, not ${value}`, {
    remedy: "durations are in nanoseconds",
  });
