export { Monitor, type MonitorParts } from "./monitor.ts";
export { type FormedResult, ResultForm } from "./result-form.ts";
export { timeOrderedIds } from "./time-ordered-id.ts";
export * from "./view.ts";
