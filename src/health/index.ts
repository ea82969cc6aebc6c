export type { EndpointHealth } from "./endpoint-health.ts";
export { Health, type HealthNews, type HealthOptions } from "./health.ts";
export type { Now } from "./incidents.ts";
export type { TargetHealth } from "./target-health.ts";
