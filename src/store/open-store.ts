import { randomUUID } from "node:crypto";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { type ErrorCode, HalfopenError } from "../errors.ts";
import type { Nanoseconds } from "../units.ts";
import {
  type AnswerTo,
  type FromWorker,
  type Question,
  type ToWorker,
  type Work,
  type WorkerStart,
} from "./messages.ts";
import { Outgoing } from "./outgoing.ts";
import { kinds } from "./sample-codec.ts";
import { SeriesTable } from "./series-table.ts";
import type { Remembered, Retention, SeriesId, SeriesKey, Store, StoreStatus } from "./store.ts";
import { WindowTable } from "./window-table.ts";

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
  const { directory } = options;
  const begin: Begin = (retention) =>
    new Worker(url, {
      workerData: { directory, vantage, retention } satisfies WorkerStart,
      resourceLimits,
    });
  const worker = begin(options.retention);
  const opened = await new Promise<FromWorker>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  if (opened.kind !== "opened") {
    const { code, message, remedy } = opened as Extract<FromWorker, { kind: "refused" }>;
    throw new HalfopenError(code as ErrorCode, message, remedy === undefined ? {} : { remedy });
  }
  return new ThreadedStore({ begin, worker, vantage, retention: options.retention }, opened);
}

/** Begins the store's thread: the first, and another when one ended by itself. */
type Begin = (retention: Retention) => Worker;
type Started = {
  readonly begin: Begin;
  readonly worker: Worker;
  readonly vantage: Store["vantage"];
  readonly retention: Retention;
};
type Asked = { resolve: (value: never) => void; reject: (reason: Error) => void };
type Fault = { readonly state: "full" | "failing"; readonly message: string };

class ThreadedStore implements Store {
  readonly vantage: Store["vantage"];
  readonly remembered: Remembered;
  readonly #begin: Begin;
  #worker: Worker;
  /** Not from the end of one thread until another has opened the history. */
  #isOpen = true;
  #retention: Retention;
  readonly #series = new SeriesTable();
  readonly #windows = new WindowTable();
  readonly #asked = new Map<number, Asked>();
  readonly #outgoing = new Outgoing();
  readonly #timer: NodeJS.Timeout;
  #questions = 0;
  #awaiting = false;
  #waitUntil = 0;
  /** What is wrong, until the same work is done again. */
  readonly #faults = new Map<Work, Fault>();
  /** Of a damaged file that was moved aside. */
  #notice: string | undefined;
  #renewed: (sentence: string) => void = () => {};
  #octets = 0;
  #closing = false;
  #refusal: string | undefined;
  /** Begins the next thread. */
  #revival: NodeJS.Timeout | undefined;
  #emptied: (() => void) | undefined;
  #closed: (() => void) | undefined;

  constructor(
    { begin, worker, vantage, retention }: Started,
    opened: Extract<FromWorker, { kind: "opened" }>,
  ) {
    this.#begin = begin;
    this.#retention = retention;
    this.vantage = vantage;
    this.remembered = opened.remembered;
    this.#notice = opened.message;
    for (const [id, key] of opened.series) this.#series.know(id, key);
    this.#worker = worker;
    this.#listen(worker);
    this.#timer = setInterval(() => this.#flush(), flushEvery);
  }

  seriesOf(key: SeriesKey): SeriesId {
    const { id, isNew } = this.#series.find(key);
    if (isNew) this.#outgoing.define(id, key);
    return id;
  }

  seriesOfTarget: Store["seriesOfTarget"] = (target) => this.#series.ofTarget(target);

  append: Store["append"] = (series, { seconds, nanoseconds }, kind, rtt = -1 as Nanoseconds) => {
    const microseconds = seconds * 1e6 + Math.floor(nanoseconds / 1000);
    this.#outgoing.append(series, microseconds, kinds.indexOf(kind), rtt);
  };

  save: Store["save"] = (changes) => this.#outgoing.save(changes);

  bins: Store["bins"] = (query) => this.#ask("bins", query);
  incidents: Store["incidents"] = (query) => this.#ask("incidents", query);
  incident: Store["incident"] = (id) => this.#ask("incident", id);
  notificationsOf: Store["notificationsOf"] = (incident) => this.#ask("notificationsOf", incident);
  events: Store["events"] = (query) => this.#ask("events", query);

  longWindows: Store["longWindows"] = (series) => this.#windows.of(series);

  status(): StoreStatus {
    const { queued, lost, stored } = this.#outgoing;
    const fault = this.#faults.get("batch") ?? this.#faults.get("upkeep");
    const message = fault?.message ?? this.#notice;
    return {
      state: fault?.state ?? "ok",
      ...(message !== undefined && { message }),
      queued,
      lost,
      stored,
      octets: this.#octets,
    };
  }

  onRenewed: Store["onRenewed"] = (listener) => {
    this.#renewed = listener;
  };

  keep(retention: Retention): void {
    this.#retention = retention;
    this.#send({ kind: "retention", retention });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    const closed = (async () => {
      const emptied = new Promise<void>((resolve) => (this.#emptied = resolve));
      this.#flush();
      if (!this.#awaiting && this.#outgoing.isEmpty) this.#emptied?.();
      await emptied;
      this.#closing = true;
      const gone = new Promise<void>((resolve) => (this.#closed = resolve));
      this.#send({ kind: "close" });
      await gone;
    })();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
    await Promise.race([closed, late]);
    clearTimeout(timer);
    clearTimeout(this.#revival);
    this.#closing = true;
    await this.#worker.terminate();
  }

  #listen(worker: Worker): void {
    let why: string | undefined;
    worker.on("message", (message: FromWorker) => this.#hear(message));
    worker.on("error", (error) => (why = error.message));
    worker.on("exit", (code) => this.#mourn(why ?? `code ${code}`));
  }

  /** The thread ended by itself: what was asked of it is answered, and another one begun. */
  #mourn(why: string): void {
    if (this.#closing) return this.#closed?.();
    this.#isOpen = false;
    const message = this.#refusal ?? `its thread ended (${why}); another one is begun`;
    this.#refusal = undefined;
    this.#fail("batch", { state: "failing", message });
    for (const { reject } of this.#asked.values()) reject(unanswered(message));
    this.#asked.clear();
    this.#revival = setTimeout(() => {
      this.#worker = this.#begin(this.#retention);
      this.#listen(this.#worker);
    }, retryAfter);
  }

  #flush(): void {
    if (!this.#isOpen || this.#awaiting) return;
    if (performance.now() < this.#waitUntil) return;
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
      case "opened":
        // Another thread goes on where one ended: what that was sent last is sent again.
        this.#isOpen = true;
        this.#waitUntil = 0;
        if (message.message !== undefined) this.#beRenewed(message.message);
        this.#flush();
        return;
      case "refused":
        this.#refusal = message.message;
        return;
      case "kept":
        this.#awaiting = false;
        this.#octets = message.octets;
        this.#faults.delete("batch");
        this.#outgoing.kept();
        // Whoever stops does not wait for the next turn.
        if (this.#emptied !== undefined) this.#flush();
        return;
      case "failed":
        this.#fail(message.work, message);
        return;
      case "renewed":
        if (message.work === "batch") this.#awaiting = false;
        this.#beRenewed(message.message);
        if (this.#emptied !== undefined) this.#flush();
        return;
      case "answer":
        this.#asked.get(message.id)?.resolve(message.value as never);
        this.#asked.delete(message.id);
        return;
      case "no-answer":
        this.#asked.get(message.id)?.reject(unanswered(message.message));
        this.#asked.delete(message.id);
        return;
      case "windows":
        this.#faults.delete("upkeep");
        this.#windows.take(message.numbers);
        return;
      case "closed":
        this.#closed?.();
    }
  }

  #beRenewed(sentence: string): void {
    this.#faults.clear();
    this.#notice = sentence;
    for (const { id, key } of this.#series.all()) this.#outgoing.define(id, key);
    this.#renewed(sentence);
  }

  #fail(work: Work, { state, message }: Fault): void {
    this.#faults.set(work, { state, message });
    if (work === "upkeep") return;
    this.#awaiting = false;
    this.#waitUntil = performance.now() + retryAfter;
  }

  #ask<Name extends Question>(name: Name, ...words: readonly unknown[]): Promise<AnswerTo<Name>> {
    // Whoever was told of something, and asks, finds it.
    this.#flush();
    if (!this.#isOpen) {
      return Promise.reject(unanswered(this.#faults.get("batch")?.message ?? "it is not open"));
    }
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

const unanswered = (why: string): HalfopenError =>
  new HalfopenError("SYSTEM_CALL_FAILED", `the history cannot be read: ${why}`);
