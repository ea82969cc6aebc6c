import type { GlanceBody, GlanceCell } from "../../../src/api/contract.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { percent } from "../numbers.ts";
import { overviewWords } from "./words.ts";

const [width, height] = [183, 24];
const cellWidth = 3;

/** How much was lost, in four steps of colour. */
const stepOf = ({ sent, lost }: GlanceCell): string => {
  if (sent === 0) return "none";
  const share = lost / sent;
  return share === 0 ? "0" : share < 0.05 ? "1" : share < 0.5 ? "2" : "3";
};

/** An hour of a target: a bar a minute, its height the median delay (logarithmic), its colour the loss. */
export function Strip({ glance }: { readonly glance: GlanceBody | undefined }) {
  const words = useWords(overviewWords);
  const locale = useLanguage();
  if (glance === undefined)
    return (
      <svg
        class="strip"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      />
    );
  const { cells } = glance;
  const sent = cells.reduce((sum, cell) => sum + cell.sent, 0);
  const lost = cells.reduce((sum, cell) => sum + cell.lost, 0);
  const worst = Math.max(0, ...cells.map((cell) => (cell.sent === 0 ? 0 : cell.lost / cell.sent)));
  const text =
    sent === 0
      ? words.stripEmpty
      : words.strip(percent(lost / sent, locale), percent(worst, locale));
  const tall = heights(cells);
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={text}
    >
      <title>{text}</title>
      {cells.map((cell, index) => (
        <rect
          key={index}
          x={index * cellWidth}
          y={height - tall[index]!}
          width={cellWidth - 0.5}
          height={tall[index]}
          class={`step-${stepOf(cell)}`}
        />
      ))}
    </svg>
  );
}

/** A steady line is half as tall as there is room; a minute without an answer is as tall as it gets. */
function heights(cells: readonly GlanceCell[]): number[] {
  const logs = cells.flatMap(({ p50Ms }) => (p50Ms === undefined ? [] : [Math.log(p50Ms)]));
  const middle = logs.toSorted((a, b) => a - b)[Math.floor(logs.length / 2)] ?? 0;
  return cells.map(({ sent, lost, p50Ms }) => {
    if (sent === 0) return 3;
    if (p50Ms === undefined) return lost > 0 ? height : 3;
    // Twice the usual delay is a fifth of the strip taller.
    const ratio = (Math.log(p50Ms) - middle) / Math.LN2;
    return Math.max(4, Math.min(height, height * (0.5 + 0.2 * ratio)));
  });
}
