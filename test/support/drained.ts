import { setTimeout } from "node:timers/promises";
import type { Store } from "../../src/store/store.ts";

/** Resolves once at most so many samples wait for a store's disk. Rejects after a minute. */
export async function drained(store: Store, most: number): Promise<void> {
  for (let waited = 0; store.status().queued > most; waited++) {
    if (waited > 1200) throw new Error("the store does not keep up");
    await setTimeout(50);
  }
}
