import { go, place, queryOf } from "../router.ts";
import { useValue } from "../value.ts";
import { placeOf, readFilter } from "./filter.ts";
import type { Filter } from "./order.ts";

/** The filter is in the address, so that it can be kept and sent to others. */
export function useFilter(): [Filter, (part: Partial<Filter>) => void] {
  const filter = readFilter(queryOf(useValue(place)));
  const change = (part: Partial<Filter>): void =>
    go(placeOf({ ...filter, ...part }), { replace: true });
  return [filter, change];
}
