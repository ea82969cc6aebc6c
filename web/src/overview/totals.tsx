import { useEffect } from "preact/hooks";
import type { IncidentsBody, State, TargetBody } from "../../../src/api/contract.ts";
import { hear } from "../api/events.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useLanguage, useWords } from "../i18n/language.ts";
import { useSummaryText } from "../incident-summary.ts";
import { count } from "../numbers.ts";
import { incidentPath } from "../route.ts";
import { StateMark } from "../shell/state-mark.tsx";
import { ago } from "../time.ts";
import { useValue, type Value } from "../value.ts";
import { overviewWords } from "./words.ts";

/** In the order of reading: what is wrong, what is well, and what is neither. */
const states: readonly State[] = ["down", "degraded", "up", "unknown", "maintenance"];

/** How many are in which state, and which incident opened last. A state filters when it is chosen. */
export function Totals({
  targets,
  chosen,
  choose,
  version,
}: {
  readonly targets: readonly TargetBody[];
  readonly chosen: State | "";
  readonly choose: (state: State | "") => void;
  /** Changes when it is to be told anew how long ago something was. */
  readonly version: Value<number>;
}) {
  const words = useWords(overviewWords);
  const locale = useLanguage();
  const counts = Map.groupBy(targets, ({ state }) => state);
  const latest = useAnswer<IncidentsBody>("/api/v1/incidents?open=true&limit=1");
  const { refresh } = latest;
  useEffect(() => hear("incident", refresh), [refresh]);
  const summaryText = useSummaryText();
  const incident = latest.state === "here" ? latest.body.incidents[0] : undefined;
  return (
    <div class="totals">
      {states
        .filter(
          (state) =>
            state === "down" || state === "degraded" || state === "up" || counts.has(state),
        )
        .map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={chosen === state}
            onClick={() => choose(chosen === state ? "" : state)}
          >
            <strong>{count(counts.get(state)?.length ?? 0, locale)}</strong>
            <StateMark state={state} />
          </button>
        ))}
      {incident !== undefined && (
        <p class="latest">
          <span class="soft">{words.openedLast}</span>{" "}
          <a href={incidentPath(incident.id)}>
            {incident.target}: {summaryText(incident)}
          </a>{" "}
          <span class="soft">
            <Ago at={incident.openedAt} version={version} />
          </span>
        </p>
      )}
    </div>
  );
}

function Ago({ at, version }: { readonly at: number; readonly version: Value<number> }) {
  useValue(version);
  return ago(at, Date.now(), useLanguage());
}
