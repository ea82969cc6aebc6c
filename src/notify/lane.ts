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
/** A receiver that refuses may be another one soon: with the pauses between them, this takes an hour or more. */
const mostRefusals = 21;

/**
 * The messages of one channel, one after the other: the end of an incident never overtakes its beginning.
 * What a receiver refuses is tried again beside those that come after it; what it is too busy or too far
 * away for, all wait for.
 */
export class Lane {
  channel: ChannelConfig;
  readonly #options: LaneOptions;
  readonly #queue: NotificationRecord[] = [];
  /** Ids of those in the queue that were refused at the last attempt. */
  readonly #refused = new Set<string>();
  /** How often each in the queue was refused since the start. */
  readonly #refusals = new Map<string, number>();
  readonly #stop = new AbortController();
  #forgetTimer: (() => void) | undefined;
  /** The one whose next attempt that timer is for. */
  #awaited: NotificationRecord | undefined;
  #attempting = false;
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
    if (this.#attempting || this.#stop.signal.aborted) return;
    const [record] = this.#candidates().toSorted(
      (one, other) => one.nextAttempt - other.nextAttempt,
    );
    // Its time is running: by a clock that was set back meanwhile it would begin anew.
    if (record === this.#awaited) return;
    this.#forgetTimer?.();
    this.#forgetTimer = undefined;
    this.#awaited = record;
    if (record === undefined) return;
    const wait = record.nextAttempt - this.#options.now();
    // A clock that was set back must not silence a channel for as long.
    if (wait <= 0) this.#attempt(record);
    else
      this.#forgetTimer = this.#options.after(Math.min(wait, longestPause), () =>
        this.#attempt(record),
      );
  }

  /** The first that is not refused, and those that are: but none overtakes one about the same incident. */
  #candidates(): NotificationRecord[] {
    if (this.#refused.size === 0) return this.#queue.slice(0, 1);
    const candidates: NotificationRecord[] = [];
    const before = new Set<string>();
    let found = false;
    for (const record of this.#queue) {
      const refused = this.#refused.has(record.id);
      const waits = record.incidents.some((id) => before.has(id));
      if (!waits && (refused || !found)) candidates.push(record);
      if (!waits && !refused) found = true;
      for (const id of record.incidents) before.add(id);
    }
    return candidates;
  }

  #attempt(record: NotificationRecord): void {
    this.#attempting = true;
    this.#awaited = undefined;
    this.idle = this.#tryAndGoOn(record);
  }

  async #tryAndGoOn(record: NotificationRecord): Promise<void> {
    const after = await this.#try(record);
    if (after === undefined) return;
    this.#attempting = false;
    const at = this.#queue.indexOf(record);
    if (after.state === "pending") this.#queue[at] = after;
    else {
      this.#queue.splice(at, 1);
      this.#refused.delete(record.id);
      this.#refusals.delete(record.id);
    }
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
      const refusals = (this.#refusals.get(record.id) ?? 0) + (failure.refused ? 1 : 0);
      this.#refusals.set(record.id, refusals);
      if (failure.refused) this.#refused.add(record.id);
      else this.#refused.delete(record.id);
      const givenUp = old || refusals >= mostRefusals;
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
