import type { GlanceBody, IncidentBody, TargetBody } from "../../src/api/contract.ts";

// Lets modules that begin where the browser is be loaded without one, where this was imported first.
if (!("location" in globalThis))
  Object.assign(globalThis, { location: new URL("http://localhost") });

/** A target as the API tells it. */
export const targetOf = (name: string, more: Partial<TargetBody> = {}): TargetBody => ({
  id: name,
  name,
  host: "192.0.2.7",
  port: 443,
  labels: {},
  state: "up",
  since: 0,
  flapping: false,
  intervalMs: 1000,
  timeoutMs: 500,
  endpoints: [],
  ...more,
});

/** A glance whose minutes had so many probes each, from minute `from` on. */
export const glanceOf = (from: number, sent: readonly number[]): GlanceBody => ({
  target: "t",
  from: from * 60_000,
  stepMs: 60_000,
  window: { sent: sent.at(-1) ?? 0, lost: 0 },
  cells: sent.map((count) => ({ sent: count, lost: 0 })),
});

export const incidentOf = (id: string, more: Partial<IncidentBody> = {}): IncidentBody => ({
  id,
  vantage: "here",
  target: "t",
  rule: "down",
  openedAt: 0,
  summary: "",
  evidence: [],
  ...more,
});
