import type { MonitorEvent } from "./view.ts";

/** Whoever wants to hear what happens while it does. */
export class Audience {
  readonly #listeners = new Set<(event: MonitorEvent) => void>();

  get size(): number {
    return this.#listeners.size;
  }

  /** Returns what ends it. */
  add(listener: (event: MonitorEvent) => void): () => void {
    // A function of its own for each: the same listener may come twice.
    const own = (event: MonitorEvent) => listener(event);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  /** A listener that throws hears no more: probing goes on whatever becomes of those who watch. */
  publish(event: MonitorEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch {
        this.#listeners.delete(listener);
      }
    }
  }
}
