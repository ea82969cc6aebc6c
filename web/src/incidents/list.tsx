import type { IncidentBody } from "../../../src/api/contract.ts";
import { useWords } from "../i18n/language.ts";
import { useSummaryText } from "../incident-summary.ts";
import { incidentPath } from "../route.ts";
import { go, place, queryOf } from "../router.ts";
import { Await, Failed, Notice } from "../shell/notice.tsx";
import { StateMark } from "../shell/state-mark.tsx";
import { dateTime, duration, useNow, useTimeStyle } from "../time.ts";
import { useValue } from "../value.ts";
import { Timeline } from "./timeline.tsx";
import { useIncidents } from "./use-incidents.ts";
import { incidentWords } from "./words.ts";

const pageSize = 100;

/** Every incident, newest first, with a timeline. */
export function Incidents() {
  const words = useWords(incidentWords);
  const now = useNow();
  const openOnly = queryOf(useValue(place)).get("open") === "true";
  const [answer, { incidents, more, failed }] = useIncidents(
    openOnly ? "&open=true" : "",
    pageSize,
  );
  // One that was closed meanwhile is no longer among those that are open.
  const shown = openOnly ? incidents.filter(({ closedAt }) => closedAt === undefined) : incidents;
  return (
    <div class="incidents">
      <div class="title">
        <h1>{words.title}</h1>
        <select
          aria-label={words.filter}
          value={openOnly ? "open" : "all"}
          onChange={({ currentTarget }) =>
            go(currentTarget.value === "open" ? "/incidents?open=true" : "/incidents")
          }
        >
          <option value="all">{words.all}</option>
          <option value="open">{words.openOnly}</option>
        </select>
      </div>
      <Await answer={answer}>
        {() =>
          shown.length === 0 ? (
            <Notice>{openOnly ? words.noneOpen : words.none}</Notice>
          ) : (
            <>
              <Timeline openOnly={openOnly} now={now} />
              <ul class="list">
                {shown.map((incident) => (
                  <Item key={incident.id} incident={incident} now={now} />
                ))}
              </ul>
              {failed !== undefined && more !== undefined ? (
                <Failed problem={failed.problem} again={more} />
              ) : (
                more !== undefined && (
                  <p>
                    <button type="button" onClick={more}>
                      {words.more}
                    </button>
                  </p>
                )
              )}
            </>
          )
        }
      </Await>
    </div>
  );
}

function Item({ incident, now }: { readonly incident: IncidentBody; readonly now: number }) {
  const words = useWords(incidentWords);
  const style = useTimeStyle();
  const summaryText = useSummaryText();
  const { id, target, rule, openedAt, closedAt, acknowledged } = incident;
  return (
    <li data-open={closedAt === undefined}>
      <StateMark state={closedAt === undefined ? markOf(rule) : "up"} word={false} />
      <div>
        <a href={incidentPath(id)}>
          {target}: {summaryText(incident)}
        </a>
        <p class="soft small">
          {closedAt === undefined ? words.open : words.closed} · {words.rules[rule]} ·{" "}
          {dateTime(openedAt, style)} · {duration((closedAt ?? now) - openedAt, style.locale)}
          {acknowledged !== undefined && <> · {words.acknowledged(acknowledged.by)}</>}
        </p>
      </div>
    </li>
  );
}

const markOf = (rule: IncidentBody["rule"]) =>
  rule === "lossy" || rule === "slow" || rule === "flapping" ? "degraded" : "down";
