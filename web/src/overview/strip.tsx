import type { GlanceBody, GlanceCell } from "../../../src/api/contract.ts";
import type { Language } from "../i18n/language.ts";
import { percent } from "../numbers.ts";
import { pure } from "../pure.tsx";
import { cellWidth, height, stripPaths } from "./strip-paths.ts";
import type { overviewWords } from "./words.ts";

const width = 61 * cellWidth;
const frame = { class: "strip", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none" };

type Props = {
  readonly glance: GlanceBody | undefined;
  readonly words: (typeof overviewWords)["en"];
  readonly locale: Language;
};

/** An hour of a target: a bar a minute, its height the median and the p99 of the delay, its colour the loss. */
export const Strip = pure(({ glance, words, locale }: Props) => {
  if (glance === undefined) return <svg {...frame} aria-hidden="true" />;
  const { cells } = glance;
  const [sent, lost] = [sumOf(cells, "sent"), sumOf(cells, "lost")];
  const worst = Math.max(0, ...cells.map((cell) => (cell.sent === 0 ? 0 : cell.lost / cell.sent)));
  const text =
    sent === 0
      ? words.stripEmpty
      : words.strip(percent(lost / sent, locale), percent(worst, locale));
  return (
    <svg {...frame} role="img" aria-label={text}>
      <title>{text}</title>
      {stripPaths(cells).map(({ step, median, spread }) => (
        <g key={step} class={`step-${step}`}>
          <path d={median} />
          <path d={spread} class="spread" />
        </g>
      ))}
    </svg>
  );
});

const sumOf = (cells: readonly GlanceCell[], which: "sent" | "lost"): number =>
  cells.reduce((sum, cell) => sum + cell[which], 0);
