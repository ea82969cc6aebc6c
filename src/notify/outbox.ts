import type { ChannelConfig } from "../config/index.ts";
import type { Announcement } from "../incident.ts";
import type { Changes, NotificationRecord } from "../store/index.ts";
import { sendCommand } from "./command.ts";
import type { Delivery } from "./delivery.ts";
import { prepareEmail, sendEmail } from "./email.ts";
import { sendSlack, sendWebhook } from "./http.ts";
import { Lane } from "./lane.ts";
import { shortened } from "./message.ts";

export type OutboxOptions = {
  readonly channels: readonly ChannelConfig[];
  readonly save: (changes: Changes) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly vantage: string;
  readonly log: (level: "info" | "warn" | "error", sentence: string) => void;
  /** Calls back after so many milliseconds; returns what prevents it. */
  readonly after?: (milliseconds: number, callback: () => void) => () => void;
};

export type OutboxStatus = {
  readonly pending: number;
  /** Pending ones of which an attempt has failed. */
  readonly failing: number;
  readonly delivered: number;
  readonly oldestPendingMs?: number;
};

const attemptPatience = 10_000;
const commandPatience = 30_000;
/** A disk that takes nothing does not hold up the news for longer than this. */
const savePatience = 1000;

/**
 * Brings messages to their channels: at least once each, under a key that stays the same, each channel in
 * a lane of its own, so that a receiver that never answers delays nobody else.
 */
export class Outbox implements AsyncDisposable {
  readonly #options: OutboxOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #after: NonNullable<OutboxOptions["after"]>;
  #delivered = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#after = options.after ?? afterReally;
    this.configure(options.channels);
  }

  /** Other channels from now on; what waits for one that is gone is given up, and told. */
  configure(channels: readonly ChannelConfig[]): void {
    const wanted = new Map(channels.map((channel) => [channel.id, channel]));
    if (channels.some(({ kind }) => kind === "email")) prepareEmail();
    for (const [id, lane] of this.#lanes) {
      if (wanted.has(id)) continue;
      this.#lanes.delete(id);
      lane.stop();
      for (const record of lane.waiting) this.#giveUp(record, "its channel was removed");
    }
    for (const [id, channel] of wanted) {
      const lane = this.#lanes.get(id);
      if (lane === undefined) this.#lanes.set(id, this.#laneFor(channel));
      else lane.channel = channel;
    }
  }

  /** What was pending before a restart goes on. */
  restore(pending: readonly NotificationRecord[]): void {
    for (const record of pending) {
      const lane = this.#lanes.get(record.channel);
      if (lane === undefined) this.#giveUp(record, "its channel was removed");
      else lane.add(record);
    }
  }

  /** The records of an announcement, one for each channel: to be kept with its incidents, then enqueued. */
  prepare(announcement: Announcement): NotificationRecord[] {
    const now = this.#options.now();
    const incidents = announcement.incidents.map(({ id }) => id);
    const message = JSON.stringify(shortened(announcement));
    return Array.from(this.#lanes.keys(), (channel) => ({
      id: this.#options.newId(),
      channel,
      createdAt: now,
      state: "pending",
      attempts: 0,
      nextAttempt: now,
      incidents,
      message,
    }));
  }

  /** Sends records once they are kept, or soon, when the disk takes nothing. */
  enqueue(records: readonly NotificationRecord[], saved: Promise<void>): void {
    if (records.length === 0) return;
    let begun = false;
    const begin = () => {
      if (begun) return;
      begun = true;
      forget();
      for (const record of records) this.#lanes.get(record.channel)?.add(record);
    };
    const forget = this.#after(savePatience, begin);
    void saved.then(begin);
  }

  /** Every message that is not delivered and not given up. */
  waiting(): NotificationRecord[] {
    return [...this.#lanes.values()].flatMap((lane) => lane.waiting);
  }

  status(): OutboxStatus {
    const waiting = this.waiting();
    const [oldest] = waiting.map(({ createdAt }) => createdAt).toSorted((a, b) => a - b);
    return {
      pending: waiting.length,
      failing: waiting.filter(({ attempts }) => attempts > 0).length,
      delivered: this.#delivered,
      ...(oldest !== undefined && { oldestPendingMs: this.#options.now() - oldest }),
    };
  }

  /** Stops sending; what is pending stays pending. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const lane of this.#lanes.values()) lane.stop();
    await Promise.all(Array.from(this.#lanes.values(), (lane) => lane.idle));
  }

  #laneFor(channel: ChannelConfig): Lane {
    const { now } = this.#options;
    return new Lane(channel, {
      now,
      after: this.#after,
      send: (to, record, stopped) => this.#send(to, record, stopped),
      done: (record) => this.#done(record),
    });
  }

  async #send(
    channel: ChannelConfig,
    record: NotificationRecord,
    stopped: AbortSignal,
  ): Promise<void> {
    const { vantage, now } = this.#options;
    const announcement = JSON.parse(record.message) as Announcement;
    const delivery: Delivery = { id: record.id, vantage, now: now(), announcement };
    const patience = channel.kind === "command" ? commandPatience : attemptPatience;
    // Not AbortSignal.any of a timeout: Node 20 collects that one as garbage, and nothing is broken off.
    const attempt = new AbortController();
    const breakOff = () => attempt.abort();
    const forget = afterReally(patience, breakOff);
    stopped.addEventListener("abort", breakOff, { once: true });
    try {
      await send(channel, delivery, attempt.signal);
    } finally {
      forget();
      stopped.removeEventListener("abort", breakOff);
    }
  }

  #done(record: NotificationRecord): void {
    const { save, log } = this.#options;
    void save({ notifications: [record] });
    if (record.state === "delivered") {
      this.#delivered++;
      if (record.attempts > 1)
        log("info", `${record.channel}: delivered at attempt ${record.attempts}`);
    } else if (record.state === "given-up") {
      log(
        "error",
        `${record.channel}: a message is given up after ${record.attempts} attempts: ${record.lastError}`,
      );
    } else {
      log("warn", `${record.channel}: attempt ${record.attempts} failed: ${record.lastError}`);
    }
  }

  #giveUp(record: NotificationRecord, lastError: string): void {
    this.#done({ ...record, state: "given-up", lastError });
  }
}

function send(channel: ChannelConfig, delivery: Delivery, signal: AbortSignal): Promise<void> {
  switch (channel.kind) {
    case "webhook":
      return sendWebhook(channel, delivery, signal);
    case "slack":
      return sendSlack(channel, delivery, signal);
    case "email":
      return sendEmail(channel, delivery, signal);
    case "command":
      return sendCommand(channel, delivery, signal);
  }
}

const afterReally = (milliseconds: number, callback: () => void): (() => void) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};
