import { pathOf } from "./route.ts";
import { place } from "./router.ts";

/** Views fill up as their data come: until then a place far down in them cannot be gone to. */
const patience = 3000;

/**
 * A view begins at its top; going back leads to where one was in it. The browser's own way of doing so
 * knows nothing of views that are filled after they are shown.
 */
export function followScrolling(): void {
  history.scrollRestoration = "manual";
  const heights = new Map<number, number>();
  let [entry, latest] = [0, 0];
  let path = pathOf(place.current);
  let giveUp: (() => void) | undefined;
  history.replaceState(entry, "");
  // What is shown when the place changes is still the view that is left.
  place.subscribe(() => {
    const next = pathOf(place.current);
    const state: unknown = history.state;
    const isBack = typeof state === "number";
    heights.set(entry, scrollY);
    entry = isBack ? state : ++latest;
    if (!isBack) history.replaceState(entry, "");
    if (next === path) return;
    path = next;
    giveUp?.();
    giveUp = scrollOnceThere(isBack ? (heights.get(entry) ?? 0) : 0);
  });
}

/** Scrolls there as soon as the page is long enough, unless the viewer moves first. Returns what gives up. */
function scrollOnceThere(height: number): () => void {
  const start = performance.now();
  const given = new AbortController();
  const giveUp = (): void => given.abort();
  for (const name of ["wheel", "keydown", "pointerdown", "touchstart"])
    addEventListener(name, giveUp, { signal: given.signal, passive: true });
  const look = (): void => {
    if (given.signal.aborted) return;
    const isLongEnough = document.documentElement.scrollHeight - innerHeight >= height;
    if (isLongEnough) scrollTo(0, height);
    if (isLongEnough || performance.now() - start > patience) giveUp();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return giveUp;
}
