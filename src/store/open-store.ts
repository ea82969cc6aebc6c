import { randomUUID } from "node:crypto";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { formatEndpoint } from "../endpoint.ts";
import { type ErrorCode, HalfopenError } from "../errors.ts";
import type { Nanoseconds } from "../units.ts";
import {
  type AnswerTo,
  type FromWorker,
  type Question,
  type ToWorker,
  type WorkerStart,
} from "./messages.ts";
import { Outgoing } from "./outgoing.ts";
import { kinds } from "./sample-codec.ts";
import type {
  LongWindows,
  Remembered,
  Retention,
  SeriesId,
  SeriesKey,
  Store,
  StoreStatus,
  WindowSummary,
} from "./store.ts";

export type StoreOptions = {
  readonly directory: string;
  /** Who measures. */
  readonly vantage: string;
  readonly retention: Retention;
  /** The module of the store's thread, where it is not beside this one. */
  readonly worker?: URL;
};

const flushEvery = 250;
const retryAfter = 1000;
/** What closing waits for at most, so that stopping takes no longer than is bearable. */
const patience = 1500;
/** What the thread makes lives for a moment: room for more would only be filled before it is freed. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 } as const;

/**
 * Opens the history of a folder, or begins one. Throws FILE_UNREADABLE where nothing can be written,
 * STORE_NEWER for one that this version cannot read, STORE_IN_USE when another process writes there.
 * A damaged one is moved aside, which the status tells.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const vantage = { name: options.vantage, boot: randomUUID() };
  const url = options.worker ?? new URL(`./worker${extname(import.meta.url)}`, import.meta.url);
  const { directory, retention } = options;
  const worker = new Worker(url, {
    workerData: { directory, vantage, retention } satisfies WorkerStart,
    resourceLimits,
  });
  const opened = await new Promise<FromWorker>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  if (opened.kind !== "opened") {
    const { code, message, remedy } = opened as Extract<FromWorker, { kind: "refused" }>;
    throw new HalfopenError(code as ErrorCode, message, remedy === undefined ? {} : { remedy });
  }
  return new ThreadedStore(worker, vantage, opened);
}

type Asked = { resolve: (value: never) => void; reject: (reason: Error) => void };

class ThreadedStore implements Store {
  readonly vantage: Store["vantage"];
  readonly remembered: Remembered;
  readonly #worker: Worker;
  readonly #series = new Map<string, SeriesId>();
  readonly #windows = new Map<SeriesId, LongWindows>();
  readonly #asked = new Map<number, Asked>();
  readonly #outgoing = new Outgoing();
  readonly #timer: NodeJS.Timeout;
  #questions = 0;
  #largestId = 0;
  #awaiting = false;
  #waitUntil = 0;
  #status: Pick<StoreStatus, "state" | "message"> = { state: "ok" };
  #octets = 0;
  #emptied: (() => void) | undefined;
  #closed: (() => void) | undefined;

  constructor(
    worker: Worker,
    vantage: Store["vantage"],
    opened: Extract<FromWorker, { kind: "opened" }>,
  ) {
    this.#worker = worker;
    this.vantage = vantage;
    this.remembered = opened.remembered;
    if (opened.message !== undefined) this.#status = { state: "ok", message: opened.message };
    for (const [id, key] of opened.series) this.#know(id, key);
    worker.on("message", (message: FromWorker) => this.#hear(message));
    worker.on("error", (error) => this.#fail("failing", `its thread ended: ${error.message}`));
    this.#timer = setInterval(() => this.#flush(), flushEvery);
  }

  seriesOf(key: SeriesKey): SeriesId {
    const known = this.#series.get(nameOf(key));
    if (known !== undefined) return known;
    const id = this.#largestId + 1;
    this.#know(id, key);
    this.#outgoing.define(id, key);
    return id;
  }

  append: Store["append"] = (series, { seconds, nanoseconds }, kind, rtt = -1 as Nanoseconds) => {
    const microseconds = seconds * 1e6 + Math.floor(nanoseconds / 1000);
    this.#outgoing.append(series, microseconds, kinds.indexOf(kind), rtt);
  };

  save: Store["save"] = (changes) =>
    new Promise((resolve) => {
      this.#outgoing.save(changes, resolve);
    });

  bins: Store["bins"] = (query) => this.#ask("bins", query);
  incidents: Store["incidents"] = (query) => this.#ask("incidents", query);
  incident: Store["incident"] = (id) => this.#ask("incident", id);
  notificationsOf: Store["notificationsOf"] = (incident) => this.#ask("notificationsOf", incident);
  events: Store["events"] = (query) => this.#ask("events", query);

  longWindows(series: SeriesId): LongWindows | undefined {
    return this.#windows.get(series);
  }

  status(): StoreStatus {
    const { queued, lost, stored } = this.#outgoing;
    return { ...this.#status, queued, lost, stored, octets: this.#octets };
  }

  keep(retention: Retention): void {
    this.#send({ kind: "retention", retention });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    const closed = (async () => {
      const emptied = new Promise<void>((resolve) => (this.#emptied = resolve));
      this.#flush();
      if (!this.#awaiting && this.#outgoing.isEmpty) this.#emptied?.();
      await emptied;
      const gone = new Promise<void>((resolve) => (this.#closed = resolve));
      this.#send({ kind: "close" });
      await gone;
    })();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([closed, late]);
    clearTimeout(timer);
    await this.#worker.terminate();
  }

  #flush(): void {
    if (this.#awaiting || performance.now() < this.#waitUntil) return;
    const batch = this.#outgoing.next();
    if (batch === undefined) {
      this.#emptied?.();
      return;
    }
    this.#awaiting = true;
    this.#send({ kind: "keep", batch });
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "kept":
        this.#awaiting = false;
        this.#octets = message.octets;
        if (this.#status.state !== "ok") this.#status = { state: "ok" };
        this.#outgoing.kept();
        // Whoever stops does not wait for the next turn.
        if (this.#emptied !== undefined) this.#flush();
        return;
      case "failed":
        this.#fail(message.state, message.message);
        return;
      case "renewed":
        this.#awaiting = false;
        this.#status = { state: "ok", message: message.message };
        for (const [name, id] of this.#series) this.#outgoing.define(id, this.#keys.get(name)!);
        return;
      case "answer":
        this.#asked.get(message.id)?.resolve(message.value as never);
        this.#asked.delete(message.id);
        return;
      case "no-answer":
        this.#asked
          .get(message.id)
          ?.reject(
            new HalfopenError(
              "SYSTEM_CALL_FAILED",
              `the history cannot be read: ${message.message}`,
            ),
          );
        this.#asked.delete(message.id);
        return;
      case "windows":
        this.#takeWindows(message.numbers);
        return;
      case "closed":
        this.#closed?.();
        return;
      case "opened":
      case "refused":
    }
  }

  #fail(state: "full" | "failing", message: string): void {
    this.#awaiting = false;
    this.#status = { state, message };
    this.#waitUntil = performance.now() + retryAfter;
  }

  #takeWindows(numbers: Float64Array): void {
    for (let at = 0; at < numbers.length; at += 11) {
      const hour = summaryAt(numbers, at + 1);
      this.#windows.set(numbers[at]!, { hour, day: summaryAt(numbers, at + 6) });
    }
  }

  readonly #keys = new Map<string, SeriesKey>();

  #know(id: SeriesId, key: SeriesKey): void {
    const name = nameOf(key);
    this.#series.set(name, id);
    this.#keys.set(name, key);
    this.#largestId = Math.max(this.#largestId, id);
  }

  #ask<Name extends Question>(name: Name, ...words: readonly unknown[]): Promise<AnswerTo<Name>> {
    // Whoever was told of something, and asks, finds it.
    this.#flush();
    const id = ++this.#questions;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#send({ kind: "ask", id, name, words });
    });
  }

  #send(message: ToWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(message);
  }
}

const nameOf = ({ target, endpoint }: SeriesKey): string => `${formatEndpoint(endpoint)} ${target}`;

function summaryAt(numbers: Float64Array, at: number): WindowSummary {
  const delay = (offset: number) => numbers[at + offset]! as Nanoseconds;
  const known = delay(2) >= 0;
  return {
    sent: numbers[at]!,
    lost: numbers[at + 1]!,
    ...(known && { p50: delay(2), p95: delay(3), p99: delay(4) }),
  };
}
