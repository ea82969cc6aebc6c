import { Value } from "./value.ts";

/** Where the viewer is: path and query. */
export const place = new Value(location.pathname + location.search);

/** Goes there, as a new step of the browser's history or in place of this one. */
export function go(to: string, { replace = false } = {}): void {
  if (to === place.current) return;
  if (replace) history.replaceState(history.state, "", to);
  else history.pushState(undefined, "", to);
  place.set(to);
}

/** Links within the page change the place; all others are the browser's. */
export function followLinks(): void {
  addEventListener("popstate", () => place.set(location.pathname + location.search));
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const plain =
      event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (link === null || !plain || event.defaultPrevented) return;
    if (link.origin !== location.origin || link.target !== "" || link.hasAttribute("download"))
      return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

/** The query of a place, or of the one where the viewer is. */
export const queryOf = (at = place.current): URLSearchParams =>
  new URLSearchParams(at.split("?")[1] ?? "");
