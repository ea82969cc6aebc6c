import { useEffect, useRef, useState } from "preact/hooks";
import { useWords } from "../i18n/language.ts";
import { useTimeStyle } from "../time.ts";
import { useGlances } from "./glances.ts";
import { useCalmOrder } from "./calm-order.ts";
import { useLabelRoom } from "./label-room.ts";
import type { Row } from "./order.ts";
import { TargetRow } from "./row.tsx";
import { useRowKeys } from "./row-keys.ts";
import { useSeenRows } from "./window.ts";
import { overviewWords } from "./words.ts";

/** Wide rows are one line tall, narrow ones four. */
const heights = { wide: 40, narrow: 116 } as const;
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
  const labelRoom = useLabelRoom(list);
  const chosen = useRowKeys({ rows, height }, list, search);
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
            const shown = { target, now, style, labelRoom, glance: glances.get(target.id) };
            return <TargetRow key={target.id} {...shown} {...place} />;
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
