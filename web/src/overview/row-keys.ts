import { useEffect, useRef, useState } from "preact/hooks";
import { targetPath } from "../route.ts";
import { go } from "../router.ts";
import { isTyping } from "../shell/keys.ts";
import type { Row } from "./order.ts";

type Shown = { readonly rows: readonly Row[]; readonly height: number };
type Within<T> = { readonly current: T | null };

/** j and k go from row to row, Enter opens, / searches. Returns the id of the chosen target. */
export function useRowKeys(
  shown: Shown,
  list: Within<HTMLElement>,
  search: Within<HTMLInputElement>,
): string | undefined {
  const [chosen, choose] = useState<string>();
  // A key meets what is on screen, also right after it came there.
  const latest = useRef({ ...shown, chosen });
  latest.current = { ...shown, chosen };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const at = latest.current.chosen;
      if (event.key === "/") {
        event.preventDefault();
        search.current?.focus();
      }
      if (event.key === "Enter" && at !== undefined && !isControl(event.target)) go(targetPath(at));
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (step !== 0) move(step, at);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);

    function move(step: 1 | -1, from: string | undefined): void {
      const { rows, height } = latest.current;
      const next = stepFrom(rows, from, step);
      if (next === undefined) return;
      choose(next.id);
      const top = (list.current?.getBoundingClientRect().top ?? 0) + next.place * height;
      if (top < 0 || top + height > innerHeight) scrollBy({ top: top - innerHeight / 2 });
    }
  }, [list, search]);
  return chosen;
}

/** The target one row further, and its place among all rows; the first one where none was chosen. */
export function stepFrom(
  rows: readonly Row[],
  from: string | undefined,
  step: 1 | -1,
): { readonly id: string; readonly place: number } | undefined {
  const targets = rows.flatMap((row, place) =>
    row.kind === "target" ? [{ id: row.target.id, place }] : [],
  );
  const now = targets.findIndex(({ id }) => id === from);
  return targets[Math.max(0, Math.min(targets.length - 1, now + step))];
}

/** Whether the key is meant for what has the focus. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("a, button, summary") !== null;
