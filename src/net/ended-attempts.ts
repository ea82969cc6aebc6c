import type { Nanoseconds } from "../units.ts";
import type { Attempt } from "./connector.ts";

/** The attempts that the event loop has news of, and whoever sleeps until there are some. */
export class EndedAttempts {
  readonly #ended = new Set<Attempt>();
  #wake: (() => void) | undefined;

  add(attempt: Attempt): void {
    this.#ended.add(attempt);
    this.wake();
  }

  delete(attempt: Attempt): void {
    this.#ended.delete(attempt);
  }

  drain(visit: (attempt: Attempt) => void): void {
    for (const attempt of this.#ended) {
      this.#ended.delete(attempt);
      visit(attempt);
    }
  }

  /** Resolves when an attempt has ended, when `wait` has passed, or on `wake`. */
  readable(wait: Nanoseconds): Promise<void> {
    if (this.#ended.size > 0) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(settle, Math.max(0, wait / 1e6));
      this.#wake = settle;
    });
  }

  wake(): void {
    this.#wake?.();
  }
}
