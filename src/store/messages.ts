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
  readonly samples: Float64Array;
  /** The sequence of the first. */
  readonly first: number;
  readonly series: readonly (readonly [number, SeriesKey])[];
  readonly changes: readonly Changes[];
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
  | { readonly kind: "failed"; readonly state: "full" | "failing"; readonly message: string }
  /** A new history was begun: nothing of what was defined before is known to it. */
  | { readonly kind: "renewed"; readonly message: string }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "no-answer"; readonly id: number; readonly message: string }
  /** For each series eleven numbers: itself, then sent, lost, p50, p95, p99 of hour and of day (-1: none). */
  | { readonly kind: "windows"; readonly numbers: Float64Array }
  | { readonly kind: "closed" };
