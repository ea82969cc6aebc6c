import { type Filter, states } from "./order.ts";

/** The filter that a query holds. */
export function readFilter(query: URLSearchParams): Filter {
  const read = (name: string): string => query.get(name) ?? "";
  return {
    text: read("q"),
    state: states.find((state) => state === read("state")) ?? "",
    label: read("label"),
    group: read("group"),
  };
}

/** The place of the overview with this filter. */
export function placeOf({ text, state, label, group }: Filter): string {
  const parts = Object.entries({ q: text, state, label, group });
  const query = new URLSearchParams(parts.filter(([, value]) => value !== ""));
  return query.size === 0 ? "/" : `/?${query}`;
}
