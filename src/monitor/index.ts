export { Monitor, type MonitorParts } from "./monitor.ts";
export { timeOrderedIds } from "./time-ordered-id.ts";
export * from "./view.ts";
