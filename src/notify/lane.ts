import type { ChannelConfig } from "../config/index.ts";
import type { NotificationRecord } from "../store/index.ts";
import { DeliveryError } from "./delivery.ts";

export type LaneOptions = {
  readonly now: () => number;
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** Throws DeliveryError. */
  readonly send: (
    channel: ChannelConfig,
    record: NotificationRecord,
    stopped: AbortSignal,
  ) => Promise<void>;
  /** Is told the record after each attempt. */
  readonly done: (record: NotificationRecord) => void;
};

const firstPause = 1000;
const longestPause = 300_000;
/** After three days nobody wants to know any more. */
const giveUpAfter = 3 * 86_400_000;
/** A receiver that refuses a message for good may still have been wrong once. */
const finalAttempts = 3;

/** The messages of one channel, one after the other: the end of an incident never overtakes its beginning. */
export class Lane {
  channel: ChannelConfig;
  readonly #options: LaneOptions;
  readonly #queue: NotificationRecord[] = [];
  readonly #stop = new AbortController();
  #forgetTimer: (() => void) | undefined;
  #busy = false;
  /** Resolves when the attempt under way, if any, has ended. */
  idle: Promise<void> = Promise.resolve();

  constructor(channel: ChannelConfig, options: LaneOptions) {
    this.channel = channel;
    this.#options = options;
  }

  get waiting(): readonly NotificationRecord[] {
    return this.#queue;
  }

  add(record: NotificationRecord): void {
    this.#queue.push(record);
    this.#next();
  }

  stop(): void {
    this.#stop.abort();
    this.#forgetTimer?.();
  }

  #next(): void {
    const [record] = this.#queue;
    if (record === undefined || this.#busy || this.#stop.signal.aborted) return;
    this.#busy = true;
    const wait = record.nextAttempt - this.#options.now();
    // A clock that was set back must not silence a channel for as long.
    if (wait <= 0) this.#attempt(record);
    else
      this.#forgetTimer = this.#options.after(Math.min(wait, longestPause), () =>
        this.#attempt(record),
      );
  }

  #attempt(record: NotificationRecord): void {
    this.idle = this.#tryAndGoOn(record);
  }

  async #tryAndGoOn(record: NotificationRecord): Promise<void> {
    const after = await this.#try(record);
    if (after === undefined) return;
    this.#busy = false;
    if (after.state === "pending") this.#queue[0] = after;
    else this.#queue.shift();
    this.#options.done(after);
    this.#next();
  }

  /** The record after an attempt; undefined when it was broken off because everything stops. */
  async #try(record: NotificationRecord): Promise<NotificationRecord | undefined> {
    const { now, send } = this.#options;
    const attempts = record.attempts + 1;
    try {
      await send(this.channel, record, this.#stop.signal);
      return { ...record, attempts, state: "delivered", deliveredAt: now() };
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      const failure =
        error instanceof DeliveryError ? error : new DeliveryError((error as Error).message);
      const old = now() - record.createdAt > giveUpAfter;
      const givenUp = old || (failure.final && attempts >= finalAttempts);
      const pause =
        failure.retryAfter ?? Math.min(firstPause * 2 ** Math.min(attempts - 1, 20), longestPause);
      return {
        ...record,
        attempts,
        state: givenUp ? "given-up" : "pending",
        lastError: failure.message,
        nextAttempt: now() + pause,
      };
    }
  }
}
