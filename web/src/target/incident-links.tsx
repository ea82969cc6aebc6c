import type { IncidentBody } from "../../../src/api/contract.ts";
import { useWords } from "../i18n/language.ts";
import { incidentPath } from "../router.ts";
import { dateTime, duration, useTimeStyle } from "../time.ts";
import { targetWords } from "./words.ts";

/** The incidents of the range, the newest first, each a link to all that is known of it. */
export function IncidentLinks({ incidents }: { readonly incidents: readonly IncidentBody[] }) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  if (incidents.length === 0) return null;
  return (
    <section aria-labelledby="incidents">
      <h2 id="incidents">{words.incidents}</h2>
      <ul class="incidents-here">
        {incidents.map(({ id, summary, openedAt, closedAt }) => (
          <li key={id}>
            <a href={incidentPath(id)}>{summary}</a>{" "}
            <span class="soft small">
              {dateTime(openedAt, style)} ·{" "}
              {closedAt === undefined
                ? words.stillOpen
                : duration(closedAt - openedAt, style.locale)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
