import { useEffect } from "preact/hooks";
import type { IncidentsBody } from "../../../src/api/contract.ts";
import { hear } from "../api/events.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { useSummaryText } from "../incident-summary.ts";
import { incidentPath } from "../route.ts";
import { dateTime, useTimeStyle } from "../time.ts";
import { targetWords } from "./words.ts";

/** The latest incidents of a target; nothing where there are none. */
export function TargetIncidents({ id }: { readonly id: string }) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const answer = useAnswer<IncidentsBody>(
    `/api/v1/incidents?target=${encodeURIComponent(id)}&limit=10`,
  );
  const { refresh } = answer;
  const summaryText = useSummaryText();
  useEffect(() => hear("incident", (body) => body.target === id && refresh()), [id, refresh]);
  if (answer.state !== "here" || answer.body.incidents.length === 0) return null;
  return (
    <section>
      <h2>{words.incidents}</h2>
      <ul>
        {answer.body.incidents.map((incident) => (
          <li key={incident.id}>
            <a href={incidentPath(incident.id)}>{summaryText(incident)}</a>{" "}
            <span class="soft">
              {dateTime(incident.openedAt, style)}
              {incident.closedAt !== undefined && ` – ${dateTime(incident.closedAt, style)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
