import { useEffect, useState } from "preact/hooks";

/** Something that changes, and whoever wants to know. */
export class Value<T> {
  #current: T;
  readonly #listeners = new Set<() => void>();

  constructor(first: T) {
    this.#current = first;
  }

  get current(): T {
    return this.#current;
  }

  set(next: T): void {
    if (Object.is(next, this.#current)) return;
    this.#current = next;
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** What it is now; renders again when it changes. */
export function useValue<T>(value: Value<T>): T {
  const [, again] = useState(0);
  useEffect(() => {
    // It may have changed between rendering and now.
    again((count) => count + 1);
    return value.subscribe(() => again((count) => count + 1));
  }, [value]);
  return value.current;
}
