import type { Nanoseconds } from "../units.ts";
import type { Endpoint } from "./result.ts";

/** One endpoint of an agenda, and its rhythm. Two entries may be of the same endpoint. */
export type AgendaEntry = {
  /** The very object that the events of this entry bear. */
  readonly endpoint: Endpoint;
  /** From one probe to the next. */
  readonly interval: Nanoseconds;
  /** A reply that comes later than this is `late`, and its probe is lost. */
  readonly timeout: Nanoseconds;
  /** From the moment at which the entry begins to run to its first probe. */
  readonly phase: Nanoseconds;
};

/** Probes beside the rhythm. */
export type AgendaBurst = { readonly count: number; readonly timeout: Nanoseconds };
