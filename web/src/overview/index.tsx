import { useEffect, useMemo, useRef } from "preact/hooks";
import "./overview.css";
import { useWords } from "../i18n/language.ts";
import { Failed, Notice } from "../shell/notice.tsx";
import { shellWords } from "../shell/words.ts";
import { useValue } from "../value.ts";
import { Filters } from "./filters.tsx";
import { LiveTargets } from "./live-targets.ts";
import { labelsOf, rowsOf } from "./order.ts";
import { Rows } from "./rows.tsx";
import { Totals } from "./totals.tsx";
import { useFilter } from "./use-filter.ts";
import { overviewWords } from "./words.ts";

/** Every target at a glance, worst first. */
export function Overview() {
  const words = useWords(overviewWords);
  const shell = useWords(shellWords);
  const live = useMemo(() => new LiveTargets(), []);
  useEffect(() => () => live.stop(), [live]);
  // Only the rows are drawn with every version: the rest is another when the order is.
  useValue(live.order);
  const loaded = useValue(live.loaded);
  const [filter, change] = useFilter();
  const search = useRef<HTMLInputElement>(null);
  const targets = [...live.targets.values()];
  const labels = useMemo(() => labelsOf(live.targets.values()), [live.targets]);
  const rows = rowsOf(targets, filter);
  const shown = rows.filter(({ kind }) => kind === "target").length;
  return (
    <div class="overview">
      <h1 class="aside">{words.title}</h1>
      <Totals
        targets={targets}
        chosen={filter.state}
        choose={(state) => change({ state })}
        version={live.version}
      />
      <Filters filter={filter} change={change} {...labels} search={search} />
      {loaded.state === "asked" && <Notice>{shell.loading}</Notice>}
      {loaded.state === "refused" && (
        <Failed problem={loaded.problem} again={() => void live.load()} />
      )}
      {loaded.state === "here" && targets.length === 0 && <Notice>{words.none}</Notice>}
      {targets.length > 0 && rows.length === 0 && (
        <Notice>
          <p>{words.noMatch}</p>
          <button type="button" onClick={() => change({ text: "", state: "", label: "" })}>
            {words.clear}
          </button>
        </Notice>
      )}
      {rows.length > 0 && <Rows rows={rows} version={live.version} search={search} />}
      {targets.length > 0 && (
        <p class="soft small" role="status">
          {words.shown(shown, targets.length)}
        </p>
      )}
    </div>
  );
}
