import type { Endpoint } from "../endpoint.ts";
import type { HalfopenError } from "../errors.ts";
import type { Instant } from "../units.ts";
import type { Method, ProbeResult } from "./result.ts";

/** The result of a probe that could not even be begun: no route, no address, no port. */
export function unsendable(
  endpoint: Endpoint,
  index: number,
  method: Method,
  sentAt: Instant,
  { code, message, remedy }: HalfopenError,
  inBurst = false,
): ProbeResult {
  const error = remedy === undefined ? { code, message } : { code, message, remedy };
  const burst = inBurst ? ({ burst: true } as const) : {};
  return { endpoint, index, method, clock: "user", sentAt, outcome: "error", error, ...burst };
}
