export { hopsImplied } from "./hops.ts";
export { ConnectProber, type ConnectProberOptions } from "./connect-prober.ts";
export { defaultRateCaps, type Pace, paceOf, type RateCaps } from "./pace.ts";
export type { Plan, Prober, ProbeOptions, SelfCheck } from "./prober.ts";
export { ProxySuspicion } from "./proxy-suspicion.ts";
export type * from "./result.ts";
export { cryptographicRandom32, type Random32 } from "./sequence-numbers.ts";
export { SynProber, type SynProberOptions } from "./syn-prober.ts";
