export { type Build, metricsText } from "./metrics-text.ts";
export { createProbe, type ProbeAnswer, type ProbeRequest } from "./probe-exposition.ts";
