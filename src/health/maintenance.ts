import { Cron } from "croner";
import { selects } from "../config/index.ts";
import type { Labels, MaintenanceConfig } from "../config/index.ts";

type Window = {
  readonly config: MaintenanceConfig;
  readonly cron: Cron;
  until: number;
  next: number;
};

/** Which windows of maintenance are open. Times are epoch milliseconds: people plan by the wall clock. */
export class Maintenance {
  readonly #windows: Window[];
  #latest: number;

  constructor(configs: readonly MaintenanceConfig[], now: number) {
    this.#latest = now;
    this.#windows = configs.map((config) => {
      const cron = new Cron(config.schedule, { timezone: config.timezone, paused: true });
      return { config, cron, until: Number.NEGATIVE_INFINITY, next: 0 };
    });
    this.#plan(now);
  }

  /** True when a window has opened or closed since the last look. */
  look(now: number): boolean {
    // A clock that was set back has all windows planned anew.
    if (now < this.#latest) this.#plan(now);
    let changed = false;
    for (const window of this.#windows) {
      const { duration } = window.config;
      while (window.next <= now) {
        window.until = window.next + duration;
        window.next = nextAfter(window.cron, window.next);
        changed = true;
      }
      changed ||= window.until <= now && window.until > this.#latest;
    }
    this.#latest = now;
    return changed;
  }

  covers(labels: Labels): boolean {
    return this.#windows.some(
      ({ config, until }) => until > this.#latest && selects(config.targets, labels),
    );
  }

  #plan(now: number): void {
    for (const window of this.#windows) {
      // From before, so that a window that is under way already is found.
      window.next = nextAfter(window.cron, now - window.config.duration);
      window.until = Number.NEGATIVE_INFINITY;
    }
  }
}

const nextAfter = (cron: Cron, time: number): number =>
  cron.nextRun(new Date(time))?.getTime() ?? Number.POSITIVE_INFINITY;
