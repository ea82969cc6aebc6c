import type { Endpoint } from "./endpoint.ts";

/** How an endpoint or a target is, as one word. */
export type HealthState = "up" | "degraded" | "down" | "unknown" | "maintenance";

/** What an incident is about: a rule of the configuration, or one of those that are always on. */
export type IncidentRule = "down" | "lossy" | "slow" | "unresolved" | "unsendable" | "flapping";

/** One probe as evidence: what an incident, a notification and the API tell of it. */
export type Exchange = {
  /** When the SYN left, epoch milliseconds. */
  readonly at: number;
  readonly outcome: "open" | "closed" | "unreachable" | "timeout" | "error";
  readonly rttMs?: number;
  /** What answered, or why nothing could: `SYN ACK`, `RST ACK`, `host unreachable from 192.0.2.1`. */
  readonly detail?: string;
  readonly sourcePort?: number;
  readonly sequence?: number;
};

/**
 * Something that somebody should know, from its opening to its end. Its subject is one endpoint of a
 * target, or the whole target where there is no endpoint (`unresolved`, `flapping`).
 */
export type Incident = {
  /** Unique over vantages and restarts; sorts by time of opening. */
  readonly id: string;
  readonly vantage: string;
  readonly target: string;
  readonly endpoint?: Endpoint;
  readonly rule: IncidentRule;
  /** Epoch milliseconds. */
  readonly openedAt: number;
  readonly closedAt?: number;
  /** Why it was closed, where it was not by recovery: the target or its rule was removed. */
  readonly closedBy?: "recovery" | "removal";
  /** One sentence with figures: "5 of 5 SYNs unanswered, the last answer was 12 s ago". */
  readonly summary: string;
  /** The exchanges around the moment of opening, oldest first. */
  readonly evidence: readonly Exchange[];
  readonly acknowledged?: { readonly at: number; readonly by: string; readonly note?: string };
  /** When a notification about it was last queued, epoch milliseconds: what the reminder counts from. */
  readonly lastTold?: number;
};

/** What there is to be told: incidents that opened, closed, or are still open, together. */
export type Announcement = {
  readonly kind: "opened" | "reminder" | "closed";
  readonly incidents: readonly Incident[];
  /** Of how many of them, the last ones, the evidence is left out: always of none until it is kept. */
  readonly evidenceLeftOut?: number;
};
