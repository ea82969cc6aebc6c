import { Cron } from "croner";
import { selects } from "../config/index.ts";
import type { Labels, MaintenanceConfig } from "../config/index.ts";

/** Which windows of maintenance are open. Times are epoch milliseconds: people plan by the wall clock. */
export class Maintenance {
  readonly #windows: readonly Window[];
  #latest: number;

  constructor(configs: readonly MaintenanceConfig[], now: number) {
    this.#latest = now;
    this.#windows = configs.map((config) => new Window(config, now));
  }

  /** True when a window has opened or closed since the last look. */
  look(now: number): boolean {
    const before = this.#latest;
    this.#latest = now;
    let changed = false;
    for (const window of this.#windows) {
      const was = window.isOpen(before);
      // A clock that was set back has it planned anew.
      if (now < before || now >= window.next) window.plan(now);
      changed ||= window.isOpen(now) !== was;
    }
    return changed;
  }

  covers(labels: Labels): boolean {
    return this.#windows.some(
      (window) => window.isOpen(this.#latest) && selects(window.config.targets, labels),
    );
  }
}

class Window {
  readonly config: MaintenanceConfig;
  readonly #cron: Cron;
  #until = Number.NEGATIVE_INFINITY;
  /** When it opens next: then it has to be planned again. */
  next = Number.NEGATIVE_INFINITY;

  constructor(config: MaintenanceConfig, now: number) {
    this.config = config;
    this.#cron = new Cron(config.schedule, { timezone: config.timezone, paused: true });
    this.plan(now);
  }

  isOpen(now: number): boolean {
    return now < this.#until;
  }

  plan(now: number): void {
    const { duration } = this.config;
    this.#until = Number.NEGATIVE_INFINITY;
    // From before, so that a window that is under way already is found.
    this.next = this.#nextAfter(now - duration);
    while (this.next <= now) {
      this.#until = this.next + duration;
      this.next = this.#nextAfter(this.next);
    }
  }

  #nextAfter(time: number): number {
    return this.#cron.nextRun(new Date(time))?.getTime() ?? Number.POSITIVE_INFINITY;
  }
}
