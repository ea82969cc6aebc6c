import { useCallback, useMemo } from "preact/hooks";
import { go, place, queryOf } from "../router.ts";
import { useValue } from "../value.ts";
import { holdBack, readView, type View, writeView } from "./view.ts";

/** What the address bar holds of a target's view, and how to change it. */
export function useView(): {
  readonly view: View;
  readonly endpoint: string | undefined;
  readonly show: (view: View, options?: { readonly replace?: boolean }) => void;
  readonly showEndpoint: (address: string | undefined) => void;
} {
  const at = useValue(place);
  const query = useMemo(() => queryOf(at), [at]);
  const view = useMemo(() => readView(query), [query]);
  const show = useCallback((next: View, options?: { readonly replace?: boolean }) => {
    const held = "last" in next ? next : holdBack(next, Date.now());
    leadTo(writeView(queryOf(), held), options);
  }, []);
  const showEndpoint = useCallback((address: string | undefined) => {
    const next = queryOf();
    if (address === undefined) next.delete("endpoint");
    else next.set("endpoint", address);
    leadTo(next);
  }, []);
  return { view, endpoint: query.get("endpoint") ?? undefined, show, showEndpoint };
}

function leadTo(query: URLSearchParams, options?: { readonly replace?: boolean }): void {
  const [path = "/"] = place.current.split("?", 1);
  const text = query.toString();
  go(text === "" ? path : `${path}?${text}`, options);
}
