import type { OpenProberOptions } from "../../src/open-prober.ts";
import type { Endpoint, SelfCheck } from "../../src/probe/index.ts";
import type { Counters } from "../lab/peer/index.ts";

/** What a prober in another process is to probe. */
export type Order = {
  readonly endpoints: readonly Endpoint[];
  readonly count: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly lingerMs: number;
  readonly options?: Omit<OpenProberOptions, "notice">;
  /** Look at the memory after every tenth of the probes. */
  readonly watchMemory?: boolean;
  /** Leave the event loop alone for so long as soon as the first SYN has left. */
  readonly stallMs?: number;
};

/** Octets in use after a collection of garbage. */
export type Memory = { readonly rss: number; readonly heap: number };

/** What came of it. */
export type Account = {
  readonly counters: Counters;
  readonly check: SelfCheck;
  readonly elapsedMs: number;
  /** Ten of them, where they were asked for. */
  readonly memory: readonly Memory[];
};
