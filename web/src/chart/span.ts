/** A stretch of time: from `from` to before `to`, epoch milliseconds. */
export type Span = { readonly from: number; readonly to: number };

/** A stretch of pixels, left to before right. */
export type Stretch = { readonly left: number; readonly right: number };

/**
 * Where a stretch of time lies among `width` columns of pixels that show `view`: whole columns,
 * neighbours sharing their edge. Undefined when it is out of sight.
 */
export function stretchOf({ from, to }: Span, view: Span, width: number): Stretch | undefined {
  if (to <= view.from || from >= view.to) return undefined;
  const at = (time: number): number =>
    Math.min(width, Math.max(0, Math.round(((time - view.from) / (view.to - view.from)) * width)));
  const left = Math.min(at(from), width - 1);
  return { left, right: Math.max(left + 1, at(to)) };
}
