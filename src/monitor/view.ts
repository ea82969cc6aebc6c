import type { Labels, TargetConfig } from "../config/index.ts";
import type { Endpoint } from "../endpoint.ts";
import type { HealthState, Incident } from "../incident.ts";
import type { Outcome, ProbeResult, SelfCheck } from "../probe/index.ts";
import type {
  EventRecord,
  LongWindows,
  SeriesId,
  StoreStatus,
  WindowSummary,
} from "../store/index.ts";
import type { Nanoseconds } from "../units.ts";
import type { FormedResult } from "./result-form.ts";

/** What has been counted of one endpoint since the daemon began to probe it; never goes back. */
export type EndpointCounters = {
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly late: number;
  readonly duplicate: number;
  readonly retransmitted: number;
  readonly rejected: number;
  /** Answered delays by classic bucket, one more than `rttBounds` has; not cumulative. */
  readonly buckets: ArrayLike<number>;
  /** Of those delays, nanoseconds. */
  readonly rttSum: number;
};

export type EndpointView = {
  readonly endpoint: Endpoint;
  readonly series: SeriesId;
  readonly state: HealthState;
  /** Epoch milliseconds: since when it is in this state. */
  readonly since: number;
  readonly counters: EndpointCounters;
  readonly last: ProbeResult | undefined;
  /** The same without an object of its own, for lists of thousands. */
  readonly lastFormed: FormedResult | undefined;
  /** The latest results, newest first; how many are kept shrinks as endpoints grow in number. */
  recent(): readonly ProbeResult[];
  /** Reads a bit of all that a list tells of it, so that it is at hand then; what it returns has no meaning. */
  readAhead(): number;
  fiveMinutes(): WindowSummary;
  /** Undefined until the store has summed them up. */
  longWindows(): LongWindows | undefined;
};

export type TargetView = {
  readonly config: TargetConfig;
  readonly id: string;
  readonly labels: Labels;
  readonly state: HealthState;
  readonly since: number;
  readonly endpoints: readonly EndpointView[];
  readonly flapping: boolean;
  /** The last look at the name: absent for an address. */
  readonly dns?: { readonly took: Nanoseconds; readonly at: number; readonly error?: string };
};

/** What the daemon tells while it happens. */
export type MonitorEvent =
  | {
      readonly event: "result";
      readonly target: TargetView;
      readonly endpoint: EndpointView;
      readonly result: ProbeResult;
    }
  | {
      readonly event: "state";
      readonly target: TargetView;
      readonly endpoint?: EndpointView;
      readonly from: HealthState;
      readonly to: HealthState;
      readonly at: number;
    }
  | { readonly event: "incident"; readonly incident: Incident }
  /** Targets came, went, or changed: read the list anew. */
  | { readonly event: "targets" }
  | { readonly event: "note"; readonly record: EventRecord };

export type ReloadOutcome =
  | {
      readonly ok: true;
      readonly added: number;
      readonly removed: number;
      readonly changed: number;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** How the daemon itself does. */
export type MonitorStatus = {
  readonly startedAt: number;
  readonly method: "syn" | "connect";
  readonly selfCheck: SelfCheck;
  readonly store: StoreStatus;
  readonly reload: {
    readonly ok: boolean;
    readonly at: number;
    readonly problems: readonly string[];
  };
  readonly outbox: {
    readonly pending: number;
    readonly failing: number;
    readonly delivered: number;
    readonly oldestPendingMs?: number;
  };
  /** Probes due and not sent in time to keep their rhythm: given up, told, never passed off as loss. */
  readonly skipped: number;
};

/** The running daemon as metrics and API see it. */
export interface MonitorView {
  targets(): Iterable<TargetView>;
  target(id: string): TargetView | undefined;
  status(): MonitorStatus;
  reload(): Promise<ReloadOutcome>;
  /** The incident with its acknowledgement; undefined when there is none with this id. */
  acknowledge(id: string, by: string, note?: string): Promise<Incident | undefined>;
  openIncidents(): readonly Incident[];
  /** Calls back until the returned function is called; a listener that throws is dropped. */
  subscribe(listener: (event: MonitorEvent) => void): () => void;
  /** One probe of anything, outside the schedule: what `/probe` asks for. */
  probeOnce(endpoint: Endpoint, timeout: Nanoseconds): Promise<ProbeResult>;
}

/** Upper bounds of the classic buckets, seconds: six to a decade from 10 µs to 10 s, ratio at most 1.5. */
export const rttBounds: readonly number[] = bounds();

function bounds(): number[] {
  const steps = [1, 1.5, 2.2, 3.2, 4.7, 6.8];
  const all = [-5, -4, -3, -2, -1, 0].flatMap((decade) =>
    steps.map((step) => Number(`${step}e${decade}`)),
  );
  return [...all, 10];
}
