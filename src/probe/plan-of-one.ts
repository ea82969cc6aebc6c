import { nanosecondsFromSeconds } from "../units.ts";
import type { Plan } from "./plan.ts";
import type { ProbeOptions } from "./prober.ts";
import type { Endpoint } from "./result.ts";

const defaultTimeout = nanosecondsFromSeconds(2);

/** One probe of one endpoint, at once. */
export const planOfOne = (
  endpoint: Endpoint,
  { timeout = defaultTimeout }: ProbeOptions = {},
): Plan => ({ endpoints: [endpoint], count: 1, interval: timeout, timeout });
