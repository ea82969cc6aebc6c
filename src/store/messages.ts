import type { HistoryReader } from "./history-reader.ts";
import type { Changes, Remembered, Retention, SeriesKey, Vantage } from "./store.ts";

/** What the store's thread is started with. */
export type WorkerStart = {
  readonly directory: string;
  readonly vantage: Vantage;
  readonly retention: Retention;
};

/** Numbers for each sample of a batch: series, microseconds, code of its kind, delay or -1. */
export const numbersPerSample = 4;

export type Batch = {
  /** Counts up from 1: what is sent again after an answer was lost is kept once. */
  readonly number: number;
  readonly samples: Float64Array;
  /** The sequence of the first. */
  readonly first: number;
  readonly series: readonly (readonly [number, SeriesKey])[];
  readonly changes: Changes;
};

/** What may be asked for: methods of the reader. */
export type Question = "bins" | "incidents" | "incident" | "notificationsOf" | "events";
export type AnswerTo<Name extends Question> = ReturnType<HistoryReader[Name]>;

export type ToWorker =
  | { readonly kind: "keep"; readonly batch: Batch }
  | {
      readonly kind: "ask";
      readonly id: number;
      readonly name: Question;
      readonly words: readonly unknown[];
    }
  | { readonly kind: "retention"; readonly retention: Retention }
  | { readonly kind: "close" };

/** What the thread was at: the batch that it was sent, or what it does by itself. */
export type Work = "batch" | "upkeep";

export type FromWorker =
  | {
      readonly kind: "opened";
      readonly remembered: Remembered;
      readonly series: readonly (readonly [number, SeriesKey])[];
      /** When a damaged history was moved aside. */
      readonly message?: string;
    }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly message: string;
      readonly remedy?: string;
    }
  | { readonly kind: "kept"; readonly octets: number }
  | {
      readonly kind: "failed";
      readonly work: Work;
      readonly state: "full" | "failing";
      readonly message: string;
    }
  /** A new history was begun: nothing of what was defined or saved before is known to it. */
  | { readonly kind: "renewed"; readonly work: Work; readonly message: string }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "no-answer"; readonly id: number; readonly message: string }
  /** What the thread does by itself is done; with it numbers of some series, as `Upkeep` makes them. */
  | { readonly kind: "windows"; readonly numbers: Float64Array }
  | { readonly kind: "closed" };
