import { formatEndpoint } from "../endpoint.ts";
import type { SeriesId, SeriesKey } from "./store.ts";

export type Series = { readonly id: SeriesId; readonly key: SeriesKey };

/** Which endpoint of which target has which number. */
export class SeriesTable {
  readonly #byTarget = new Map<string, Map<string, Series>>();
  #largest = 0;

  /** The series of an endpoint, and whether it is new. */
  find(key: SeriesKey): { readonly id: SeriesId; readonly isNew: boolean } {
    const known = this.#byTarget.get(key.target)?.get(formatEndpoint(key.endpoint));
    if (known !== undefined) return { id: known.id, isNew: false };
    const id = this.#largest + 1;
    this.know(id, key);
    return { id, isNew: true };
  }

  know(id: SeriesId, key: SeriesKey): void {
    const mine = this.#byTarget.get(key.target) ?? new Map<string, Series>();
    mine.set(formatEndpoint(key.endpoint), { id, key });
    this.#byTarget.set(key.target, mine);
    this.#largest = Math.max(this.#largest, id);
  }

  /** Every endpoint that a target has ever had. */
  ofTarget(target: string): Series[] {
    return [...(this.#byTarget.get(target)?.values() ?? [])];
  }

  *all(): Iterable<Series> {
    for (const mine of this.#byTarget.values()) yield* mine.values();
  }
}
