import { Value } from "./value.ts";

/** Where the viewer is: path and query. */
export const place = new Value(location.pathname + location.search);

/** Goes there, as a new step of the browser's history or in place of this one. */
export function go(to: string, { replace = false } = {}): void {
  if (to === place.current) return;
  if (replace) history.replaceState(undefined, "", to);
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

export type Route =
  | { readonly view: "overview" }
  | { readonly view: "target"; readonly id: string }
  | { readonly view: "incidents" }
  | { readonly view: "incident"; readonly id: string }
  | { readonly view: "status" }
  | { readonly view: "nothing" };

/** What a place shows. */
export function routeOf(at: string): Route {
  const [path = "/"] = at.split("?", 1);
  const [first = "", second = "", ...more] = path.split("/").slice(1).map(decodeURIComponent);
  if (more.length > 0) return { view: "nothing" };
  if (first === "" && second === "") return { view: "overview" };
  if (first === "targets" && second !== "") return { view: "target", id: second };
  if (first === "incidents")
    return second === "" ? { view: "incidents" } : { view: "incident", id: second };
  if (first === "status" && second === "") return { view: "status" };
  return { view: "nothing" };
}

export const targetPath = (id: string): string => `/targets/${encodeURIComponent(id)}`;
export const incidentPath = (id: string): string => `/incidents/${encodeURIComponent(id)}`;
/** The query of a place, or of the one where the viewer is. */
export const queryOf = (at = place.current): URLSearchParams =>
  new URLSearchParams(at.split("?")[1] ?? "");
