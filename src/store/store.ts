import type { Endpoint } from "../endpoint.ts";
import type { Incident } from "../incident.ts";
import type { Outcome } from "../probe/index.ts";
import type { Instant, Nanoseconds } from "../units.ts";

/** Who measures: every row bears it. A boot is one run of the daemon. */
export type Vantage = { readonly name: string; readonly boot: string };

/** The number under which the samples of one endpoint of one target are kept, for ever the same. */
export type SeriesId = number & { readonly unit?: "series" };

export type SeriesKey = { readonly target: string; readonly endpoint: Endpoint };

/** What a sample may be: an outcome, or the reply that came after its probe was told as `timeout`. */
export type SampleKind = Outcome | "late";

/** A sample as it is read back: key (vantage, boot, sequence). */
export type StoredSample = {
  readonly vantage: Vantage;
  /** Counts up over all samples of one boot. */
  readonly sequence: number;
  readonly key: SeriesKey;
  readonly sentAt: Instant;
  readonly kind: SampleKind;
  readonly rtt?: Nanoseconds;
};

/** Whatever must be on disk together: one transaction, after the samples that came before it. */
export type Changes = {
  /** What the health machine remembers of a subject, in its own words; undefined forgets it. */
  readonly health?: readonly { readonly subject: string; readonly memory: string | undefined }[];
  /** Inserted, or replaced by id. */
  readonly incidents?: readonly Incident[];
  readonly events?: readonly EventRecord[];
  /** Inserted, or replaced by id; done ones are removed after a while. */
  readonly notifications?: readonly NotificationRecord[];
};

export type EventRecord = {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: "state" | "addresses" | "reload" | "store" | "clock" | "self" | "start" | "stop";
  readonly target?: string;
  readonly endpoint?: Endpoint;
  /** One sentence. */
  readonly text: string;
  /** For programs: `{ from: "up", to: "down" }`, `{ added: […], removed: […] }`. */
  readonly data?: Readonly<Record<string, unknown>>;
};

/** One message to one channel, from its making to its delivery. */
export type NotificationRecord = {
  /** Unique; the idempotency key that its receiver sees. */
  readonly id: string;
  readonly channel: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly state: "pending" | "delivered" | "given-up";
  readonly attempts: number;
  /** Not before this, epoch milliseconds. */
  readonly nextAttempt: number;
  readonly lastError?: string;
  readonly deliveredAt?: number;
  /** The incidents that it tells of. */
  readonly incidents: readonly string[];
  readonly message: string;
};

/** One bin of a series: exact counts, and the exact merged histogram of its answered probes. */
export type SeriesBin = {
  /** Epoch milliseconds: from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
  readonly sent: number;
  readonly open: number;
  readonly closed: number;
  readonly unreachable: number;
  readonly timeout: number;
  readonly error: number;
  readonly late: number;
  /** As `encodeHistogram` of stats/ writes it. */
  readonly histogram: Uint8Array;
};

export type BinsQuery = {
  readonly series: readonly SeriesId[];
  readonly from: number;
  readonly to: number;
  readonly bins: number;
};

/** What a stretch of time comes to. Delays in nanoseconds; absent when nothing was answered. */
export type WindowSummary = {
  readonly sent: number;
  readonly lost: number;
  readonly p50?: Nanoseconds;
  readonly p95?: Nanoseconds;
  readonly p99?: Nanoseconds;
  readonly max?: Nanoseconds;
};

/** The last hour and the last day of a series, as the store last summed them up. */
export type LongWindows = { readonly hour: WindowSummary; readonly day: WindowSummary };

export type IncidentsQuery = {
  readonly open?: boolean;
  readonly target?: string;
  /** Those that were open at any time from here to there. */
  readonly from?: number;
  readonly to?: number;
  /** Newest first; at most this many. */
  readonly limit: number;
  /** Only those that were opened before the one with this id. */
  readonly before?: string;
};

/** All that a daemon needs to go on as if it had never stopped. */
export type Remembered = {
  readonly health: ReadonlyMap<string, string>;
  readonly openIncidents: readonly Incident[];
  readonly pending: readonly NotificationRecord[];
};

/** How the store is. Anything but `ok` is worth telling. */
export type StoreStatus = {
  readonly state: "ok" | "full" | "failing";
  /** One sentence, when not ok, or when a damaged file was moved aside. */
  readonly message?: string;
  /** Samples taken and not yet on disk. */
  readonly queued: number;
  /** Samples that were given up because the disk took none for too long. */
  readonly lost: number;
  /** Samples on disk since the start. */
  readonly stored: number;
  readonly octets: number;
};

/**
 * The history. Samples go in without waiting and are on disk within half a second; nothing that the
 * disk does can hold up whoever calls. Its file is read and written in a thread of its own.
 */
export interface Store extends AsyncDisposable {
  readonly vantage: Vantage;
  readonly remembered: Remembered;
  /** The number of an endpoint's series; a new one when it was never seen. */
  seriesOf(key: SeriesKey): SeriesId;
  /** Every endpoint that a target has had, those that it has no more among them. */
  seriesOfTarget(target: string): { readonly id: SeriesId; readonly key: SeriesKey }[];
  append(series: SeriesId, sentAt: Instant, kind: SampleKind, rtt?: Nanoseconds): void;
  /**
   * Keeps changes together: before any sample that comes later, and perhaps before some that came earlier,
   * when very many wait. Resolves when they are on disk; while the disk takes nothing they are kept in
   * memory, tried again, and the promise waits. Never rejects.
   */
  save(changes: Changes): Promise<void>;
  bins(query: BinsQuery): Promise<SeriesBin[]>;
  /**
   * Undefined until the series has been summed up once, and when a day has nothing. At most a minute old,
   * or a second for each hundred series that are measured.
   */
  longWindows(series: SeriesId): LongWindows | undefined;
  /** Newest first. */
  incidents(query: IncidentsQuery): Promise<Incident[]>;
  incident(id: string): Promise<Incident | undefined>;
  notificationsOf(incident: string): Promise<NotificationRecord[]>;
  /** Newest first. */
  events(query: {
    target?: string;
    from?: number;
    to?: number;
    limit: number;
  }): Promise<EventRecord[]>;
  status(): StoreStatus;
  /**
   * Calls back, with a sentence about it, when the file was damaged while it was written and a new one is
   * begun. Nothing that was saved is in that: whoever needs it after a restart saves it again.
   */
  onRenewed(listener: (sentence: string) => void): void;
  /** Other durations for what is kept, from the next step on. */
  keep(retention: Retention): void;
}

/** How long each grain is kept, milliseconds. */
export type Retention = {
  readonly samples: number;
  readonly minutes: number;
  readonly hours: number;
};
