import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useWords } from "../i18n/language.ts";
import { shellWords } from "../shell/words.ts";
import { useTimeStyle } from "../time.ts";
import { useValue, type Value } from "../value.ts";
import { useGlances } from "./glances.ts";
import { useCalmOrder } from "./calm-order.ts";
import { useLabelRoom } from "./label-room.ts";
import type { Row } from "./order.ts";
import { TargetRow } from "./row.tsx";
import { useRowKeys } from "./row-keys.ts";
import { useShown } from "./use-shown.ts";
import { keptRows, useSeenRows } from "./window.ts";
import { overviewWords } from "./words.ts";

/** Wide rows are one line tall, narrow ones four. */
const heights = { wide: 40, narrow: 116 } as const;
const narrow = matchMedia("(width < 48rem)");

type Props = {
  readonly rows: readonly Row[];
  /** Changes when they are to be drawn anew. */
  readonly version: Value<number>;
  readonly search: { readonly current: HTMLInputElement | null };
};

/**
 * The rows that are seen; for the others there is room.
 *
 * What is drawn anew by itself must be all that its parent renders. An element keeps its children as they were
 * rendered first, and those that are passed over later join them to every tree since then, for ever.
 */
export function Rows(props: Props) {
  return <LiveRows {...props} />;
}

function LiveRows({ rows: wanted, version, search }: Props) {
  useValue(version);
  const words = useWords(overviewWords);
  const { outcomes } = useWords(shellWords);
  const style = useTimeStyle();
  const list = useRef<HTMLDivElement>(null);
  const height = useRowHeight();
  const rows = useCalmOrder(wanted, list);
  const seen = useSeenRows(list, height);
  const { first, last } = keptRows(seen);
  const kept = rows.slice(first, last);
  const isSeen = (n: number): boolean => first + n >= seen.first && first + n < seen.last;
  const glances = useGlances(idsOf(kept), idsOf(kept.filter((_, n) => isSeen(n))));
  const labelRoom = useLabelRoom(list);
  const manner = useMemo(
    () => ({ words, outcomes, style, labelRoom }),
    [words, outcomes, style, labelRoom],
  );
  const shown = useShown({ rows: kept, isSeen }, { all: rows, manner, glances });
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
        {kept.map((row, n) => {
          const index = first + n;
          const top = index * height;
          if (row.kind === "target") {
            const { id } = row.target;
            const place = { top, index, chosen: chosen === id };
            return <TargetRow key={id} {...shown.get(id)!} {...place} manner={manner} />;
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

const idsOf = (rows: readonly Row[]): string[] =>
  rows.flatMap((row) => (row.kind === "target" ? [row.target.id] : []));

function useRowHeight(): number {
  const [isNarrow, set] = useState(narrow.matches);
  useEffect(() => {
    const look = () => set(narrow.matches);
    narrow.addEventListener("change", look);
    return () => narrow.removeEventListener("change", look);
  }, []);
  return isNarrow ? heights.narrow : heights.wide;
}
