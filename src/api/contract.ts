/**
 * What the HTTP interface says, as types alone: shared with whoever reads it. Times are epoch
 * milliseconds, delays milliseconds with decimals; what does not apply is absent.
 */
export type State = "up" | "degraded" | "down" | "unknown" | "maintenance";
export type Outcome = "open" | "closed" | "unreachable" | "timeout" | "error";

export type Window = {
  sent: number;
  lost: number;
  /** From 0 to 1; absent when nothing was sent. */
  lossRatio?: number;
  p50Ms?: number;
  p95Ms?: number;
  p99Ms?: number;
  maxMs?: number;
};

export type Result = {
  at: number;
  outcome: Outcome;
  rttMs?: number;
  method: "syn" | "connect";
  clock: "kernel" | "user";
  /** 1 for the first probe of its endpoint since the daemon began. */
  index: number;
  source?: { address: string; port: number; interface?: string };
  sequence?: number;
  /** Which of fixed flows it took. */
  flow?: number;
  /** Beside the rhythm: to be sure of what the one before found. */
  burst?: true;
  /** SYNs of this probe that nothing answered before the one that was. */
  synsLost?: number;
  /** What differs in the reply from the one before. */
  changed?: string[];
  /** How long nothing came. */
  waitedMs?: number;
  /** What the answering segment said. */
  reply?: Record<string, unknown>;
  icmp?: Record<string, unknown>;
  error?: { code: string; message: string; remedy?: string };
};

export type EndpointBody = {
  address: string;
  zone?: string;
  port: number;
  family: 4 | 6;
  state: State;
  since: number;
  last?: Result;
  windows: { "5m": Window; "1h"?: Window; "24h"?: Window };
};

export type TargetBody = {
  id: string;
  name: string;
  host: string;
  port: number;
  labels: Record<string, string>;
  state: State;
  since: number;
  flapping: boolean;
  intervalMs: number;
  timeoutMs: number;
  dns?: { tookMs: number; at: number; error?: string };
  endpoints: EndpointBody[];
};

export type TargetsBody = { targets: TargetBody[] };

/** Buckets from `offset` on: bucket i holds delays above 2^(i / 2^scale) ns, up to and including 2^((i + 1) / 2^scale). */
export type HistogramBody = { scale: number; offset: number; counts: number[]; zeroCount: number };

export type BinBody = {
  start: number;
  end: number;
  sent: number;
  lost: number;
  outcomes: Record<Outcome, number>;
  late: number;
  minMs?: number;
  p5Ms?: number;
  p25Ms?: number;
  p50Ms?: number;
  p75Ms?: number;
  p95Ms?: number;
  p99Ms?: number;
  maxMs?: number;
  histogram: HistogramBody;
};
export type SeriesBody = { bins: BinBody[] };

/** What a stretch of time came to. */
export type GlanceCell = { sent: number; lost: number; p50Ms?: number; p99Ms?: number };

/** The last hour of a target: a cell for each minute from `from` on, the last one under way. */
export type GlanceBody = {
  target: string;
  from: number;
  stepMs: number;
  /** The last five whole minutes and the one under way, as one. */
  window: GlanceCell;
  cells: GlanceCell[];
};
export type GlancesBody = { glances: GlanceBody[] };

export type StatusPageBody = {
  title: string;
  now: number;
  /** By the label that the configuration names; one group without a name when it names none. */
  groups: { name: string; targets: { id: string; name: string; state: State; since: number }[] }[];
  incidents: { target: string; rule: IncidentBody["rule"]; openedAt: number }[];
};

/** A day by UTC. */
export type StatusDay = { start: number; sent: number; lost: number; downMs: number };
export type StatusTargetDays = { id: string; days: StatusDay[] };
export type StatusDaysBody = { targets: StatusTargetDays[] };

/** A target was in this state from `from` to before `to`. */
export type StateStretch = { state: State; from: number; to: number };
export type StatesBody = { states: StateStretch[] };

/** `endpoint` as people write it: `192.0.2.7:443`, `[2001:db8::1]:443`. */
export type ResultsBody = { results: (Result & { endpoint: string })[] };

export type IncidentBody = {
  id: string;
  vantage: string;
  target: string;
  endpoint?: { address: string; family: 4 | 6; port: number; zone?: string };
  rule: "down" | "lossy" | "slow" | "unresolved" | "unsendable" | "flapping";
  openedAt: number;
  closedAt?: number;
  closedBy?: "recovery" | "removal";
  summary: string;
  evidence: {
    at: number;
    outcome: Outcome;
    rttMs?: number;
    detail?: string;
    sourcePort?: number;
    sequence?: number;
  }[];
  acknowledged?: { at: number; by: string; note?: string };
  lastTold?: number;
};
export type IncidentsBody = { incidents: IncidentBody[] };
export type IncidentDetailBody = {
  incident: IncidentBody;
  notifications: {
    id: string;
    channel: string;
    state: "pending" | "delivered" | "given-up";
    attempts: number;
    createdAt: number;
    deliveredAt?: number;
    lastError?: string;
  }[];
};

export type StatusBody = {
  version: string;
  vantage: string;
  startedAt: number;
  now: number;
  method: "syn" | "connect";
  reload: { ok: boolean; at: number; problems: string[] };
  store: {
    state: "ok" | "full" | "failing";
    message?: string;
    queued: number;
    lost: number;
    stored: number;
    octets: number;
  };
  outbox: { pending: number; failing: number; delivered: number; oldestPendingMs?: number };
  selfCheck: Record<string, number>;
};

/** RFC 9457. */
export type ProblemBody = { title: string; status: number; detail: string };

/** How the latest probe of a target ended, of whichever of its endpoints. */
export type BriefResult = { target: string; at: number; outcome: Outcome; rttMs?: number };

/** What `GET /api/v1/events` sends, by the name of the event. */
export type EventBodies = {
  result: { target: string; endpoint: string; result: Result };
  /** With `?brief`, in place of each by itself: the latest of each target, of a second at the most. */
  results: { results: BriefResult[] };
  state: { target: string; endpoint?: string; from: State; to: State; at: number };
  incident: IncidentBody;
  targets: Record<string, never>;
  note: { at: number; kind: string; target?: string; text: string };
};
