import type { Endpoint } from "../endpoint.ts";
import type { RttSummary, Tally } from "../stats/index.ts";
import type { Nanoseconds } from "../units.ts";

/** All that a run learnt about one endpoint. */
export type EndpointSummary = {
  /** The target as the user named it: `example.com:443`. */
  readonly target: string;
  readonly endpoint: Endpoint;
  readonly tally: Tally;
  readonly rtt: RttSummary;
  /** From the first SYN to the end of the run. */
  readonly elapsed: Nanoseconds;
  /** Why these numbers may be wrong: frames dropped, sends late, clock stepped. */
  readonly warnings: readonly string[];
};
