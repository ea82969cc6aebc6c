import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../i18n/language.ts";
import { go, targetPath } from "../router.ts";
import { isTyping } from "../shell/keys.ts";
import { useTimeStyle } from "../time.ts";
import { useGlances } from "./glances.ts";
import type { Row } from "./order.ts";
import { TargetRow } from "./row.tsx";
import { useCalmOrder } from "./calm-order.ts";
import { useSeenRows } from "./window.ts";
import { overviewWords } from "./words.ts";

/** Wide rows are one line tall, narrow ones three. */
const heights = { wide: 40, narrow: 92 } as const;
const narrow = matchMedia("(width < 48rem)");

/** The rows that are seen; for the others there is room. */
export function Rows({
  rows: wanted,
  now,
  search,
}: {
  readonly rows: readonly Row[];
  readonly now: number;
  readonly search: { readonly current: HTMLInputElement | null };
}) {
  const words = useWords(overviewWords);
  const style = useTimeStyle();
  const list = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const rows = useCalmOrder(wanted, list);
  const { first, last } = useSeenRows(list, height);
  const seen = rows.slice(first, last);
  const ids = seen.flatMap((row) => (row.kind === "target" ? [row.target.id] : []));
  const glances = useGlances(ids);
  const chosen = useRowKeys(rows, list, height, search);
  return (
    <div role="table" class="targets" aria-rowcount={rows.length + 1} aria-label={words.title}>
      <div role="rowgroup">
        <div role="row" class="head">
          {Object.entries(words.columns).map(([column, name]) => (
            <span key={column} role="columnheader" class={`is-${column}`}>
              {name}
            </span>
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        ref={list}
        class="list"
        style={{ blockSize: `${rows.length * height}px` }}
      >
        {seen.map((row, index) => {
          const top = (first + index) * height;
          if (row.kind === "target") {
            const { target } = row;
            const place = { top, index: first + index, chosen: chosen === target.id };
            const glance = glances.get(target.id);
            return <TargetRow key={target.id} {...{ target, glance, now, style, ...place }} />;
          }
          return (
            <div
              key={`group ${row.name}`}
              role="row"
              class="row group"
              style={{ insetBlockStart: `${top}px` }}
            >
              <span role="cell">
                {row.name || words.withoutLabel} <span class="soft">{row.size}</span>
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function useRowHeight(): number {
  const [isNarrow, set] = useState(narrow.matches);
  useEffect(() => {
    const look = () => set(narrow.matches);
    narrow.addEventListener("change", look);
    return () => narrow.removeEventListener("change", look);
  }, []);
  return isNarrow ? heights.narrow : heights.wide;
}

/** j and k go from row to row, Enter opens, / searches. Returns the id of the chosen target. */
function useRowKeys(
  rows: readonly Row[],
  list: { readonly current: HTMLElement | null },
  height: number,
  search: { readonly current: HTMLInputElement | null },
): string | undefined {
  const [chosen, choose] = useState<string>();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      if (event.key === "/") {
        event.preventDefault();
        search.current?.focus();
      }
      if (event.key === "Enter" && chosen !== undefined && event.target === document.body)
        go(targetPath(chosen));
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (step === 0) return;
      const targets = rows.flatMap((row, at) => (row.kind === "target" ? [{ ...row, at }] : []));
      const now = targets.findIndex(({ target }) => target.id === chosen);
      const next = targets[Math.max(0, Math.min(targets.length - 1, now + step))];
      if (next === undefined) return;
      choose(next.target.id);
      const top = (list.current?.getBoundingClientRect().top ?? 0) + next.at * height;
      if (top < 0 || top + height > innerHeight) scrollBy({ top: top - innerHeight / 2 });
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [rows, chosen, list, height, search]);
  return chosen;
}
