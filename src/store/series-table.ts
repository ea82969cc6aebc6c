import { formatEndpoint } from "../endpoint.ts";
import type { SeriesId, SeriesKey } from "./store.ts";

export type Series = { readonly id: SeriesId; readonly key: SeriesKey };

/** Which endpoint of which target has which number. */
export class SeriesTable {
  /** Lists, since most targets have one. */
  readonly #byTarget = new Map<string, Series[]>();
  #largest = 0;

  /** The series of an endpoint, and whether it is new. */
  find(key: SeriesKey): { readonly id: SeriesId; readonly isNew: boolean } {
    const name = formatEndpoint(key.endpoint);
    const known = this.#byTarget
      .get(key.target)
      ?.find(({ key: { endpoint } }) => formatEndpoint(endpoint) === name);
    if (known !== undefined) return { id: known.id, isNew: false };
    const id = this.#largest + 1;
    this.know(id, key);
    return { id, isNew: true };
  }

  know(id: SeriesId, key: SeriesKey): void {
    const mine = this.#byTarget.get(key.target);
    if (mine === undefined) this.#byTarget.set(key.target, [{ id, key }]);
    else mine.push({ id, key });
    this.#largest = Math.max(this.#largest, id);
  }

  /** Every endpoint that a target has ever had. */
  ofTarget(target: string): Series[] {
    return [...(this.#byTarget.get(target) ?? [])];
  }

  *all(): Iterable<Series> {
    for (const mine of this.#byTarget.values()) yield* mine;
  }
}
