export { type Endpoint, formatEndpoint } from "./endpoint.ts";
export { type ErrorCode, HalfopenError } from "./errors.ts";
export { openProber, type OpenProberOptions } from "./open-prober.ts";
export { ping, type PingOptions } from "./ping.ts";
export type * from "./probe/index.ts";
export { Histogram, type RttSummary, RttSamples, Tally, wilsonInterval } from "./stats/index.ts";
export { parseTarget, resolveTarget, type Target } from "./targets/index.ts";
export {
  formatInstant,
  type Instant,
  type Milliseconds,
  millisecondsFromNanoseconds,
  type Nanoseconds,
  nanosecondsFromMilliseconds,
  nanosecondsFromSeconds,
} from "./units.ts";
