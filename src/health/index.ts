export type { Announcement } from "./announcements.ts";
export type { EndpointHealth } from "./endpoint-health.ts";
export { Health, type HealthNews, type HealthOptions, type Now } from "./health.ts";
export type { TargetHealth } from "./target-health.ts";
