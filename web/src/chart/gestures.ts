import type { Span } from "./span.ts";

export type GestureParts = {
  readonly view: () => Span;
  /** Shows a stretch while the gesture goes on: what is at hand, moved. */
  readonly preview: (view: Span) => void;
  readonly onView: (view: Span) => void;
};

type Touch = { readonly x: number; readonly id: number };

const stillness = 150;

/**
 * What uPlot's own mouse does not do: shift and drag, or one finger, moves the chart along; two
 * fingers stretch it; a wheel that turns sideways moves it. Returns what ends listening.
 */
export function listenToGestures(
  element: HTMLElement,
  { view, preview, onView }: GestureParts,
): () => void {
  const end = new AbortController();
  const { signal } = end;
  let start: { view: Span; touches: Touch[] } | undefined;
  let shown: Span | undefined;
  let wheeling: number | undefined;
  const touches = new Map<number, Touch>();
  let before: Span | undefined;
  // Up and down the browser scrolls; all else is ours.
  element.style.touchAction = "pan-y";

  const restart = (): void => {
    start =
      touches.size === 0 ? undefined : { view: shown ?? view(), touches: [...touches.values()] };
  };
  const commit = (): void => {
    if (shown !== undefined) onView(shown);
    shown = before = undefined;
  };
  /** The browser took the gesture for its own: nothing of it was meant. */
  const discard = (): void => {
    if (touches.size === 0) return;
    touches.clear();
    if (before !== undefined && shown !== undefined) preview(before);
    start = shown = before = undefined;
  };
  const show = (next: Span): void => {
    shown = next;
    preview(next);
  };

  const down = (event: PointerEvent): void => {
    if (event.pointerType === "mouse" && !event.shiftKey) return;
    before ??= view();
    touches.set(event.pointerId, { x: event.clientX, id: event.pointerId });
    element.setPointerCapture(event.pointerId);
    restart();
  };
  const move = (event: PointerEvent): void => {
    if (start === undefined || !touches.has(event.pointerId)) return;
    touches.set(event.pointerId, { x: event.clientX, id: event.pointerId });
    const { left, width } = element.getBoundingClientRect();
    show(dragged(start, [...touches.values()], left, width));
  };
  const up = (event: PointerEvent): void => {
    if (!touches.delete(event.pointerId)) return;
    restart();
    if (touches.size === 0) commit();
  };
  const wheel = (event: WheelEvent): void => {
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
    event.preventDefault();
    const { from, to } = shown ?? view();
    const shift = (sideways / element.clientWidth) * (to - from);
    show({ from: from + shift, to: to + shift });
    // A wheel has no end of its own: when it has been still for a moment.
    clearTimeout(wheeling);
    wheeling = window.setTimeout(commit, stillness);
  };

  element.addEventListener("pointerdown", down, { signal });
  element.addEventListener("pointermove", move, { signal });
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", discard, { signal });
  element.addEventListener("wheel", wheel, { signal, passive: false });
  return () => {
    clearTimeout(wheeling);
    end.abort();
  };
}

/** The stretch in which every finger is still on the instant that it took hold of. */
export function dragged(
  start: { readonly view: Span; readonly touches: readonly Touch[] },
  touches: readonly Touch[],
  left: number,
  width: number,
): Span {
  const { from, to } = start.view;
  const perPixel = (to - from) / width;
  const [one, other] = start.touches;
  const now = (touch: Touch): number => touches.find(({ id }) => id === touch.id)?.x ?? touch.x;
  if (one === undefined) return start.view;
  const held = from + (one.x - left) * perPixel;
  const before = other === undefined ? 0 : other.x - one.x;
  const after = other === undefined ? 0 : now(other) - now(one);
  // Fingers that met or changed sides would turn time around.
  const factor = before * after > 0 ? before / after : 1;
  const begin = held - (now(one) - left) * perPixel * factor;
  return { from: begin, to: begin + (to - from) * factor };
}
