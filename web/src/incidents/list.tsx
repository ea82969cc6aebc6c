import { useEffect, useState } from "preact/hooks";
import type { IncidentBody, IncidentsBody } from "../../../src/api/contract.ts";
import { get } from "../api/client.ts";
import { hear } from "../api/events.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { go, incidentPath, place, queryOf } from "../router.ts";
import { Await, Notice } from "../shell/notice.tsx";
import { StateMark } from "../shell/state-mark.tsx";
import { dateTime, duration, useNow, useTimeStyle } from "../time.ts";
import { useValue } from "../value.ts";
import { Timeline } from "./timeline.tsx";
import { incidentWords } from "./words.ts";

const pageSize = 100;

/** Every incident, newest first, with a timeline. */
export function Incidents() {
  const words = useWords(incidentWords);
  const openOnly = queryOf(useValue(place)).get("open") === "true";
  const answer = useAnswer<IncidentsBody>(
    `/api/v1/incidents?limit=${pageSize}${openOnly ? "&open=true" : ""}`,
  );
  const refresh = answer.state === "asked" ? undefined : answer.refresh;
  useEffect(() => hear("incident", () => refresh?.()), [refresh]);
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
        {({ incidents }) =>
          incidents.length === 0 ? (
            <Notice>{openOnly ? words.noneOpen : words.none}</Notice>
          ) : (
            <Listed key={String(openOnly)} first={incidents} openOnly={openOnly} />
          )
        }
      </Await>
    </div>
  );
}

function Listed({
  first,
  openOnly,
}: {
  readonly first: readonly IncidentBody[];
  readonly openOnly: boolean;
}) {
  const words = useWords(incidentWords);
  const now = useNow();
  const [older, setOlder] = useState<readonly IncidentBody[]>([]);
  const incidents = [...first, ...older];
  const more = async () => {
    const before = incidents.at(-1)?.id ?? "";
    const filter = openOnly ? "&open=true" : "";
    const path = `/api/v1/incidents?limit=${pageSize}&before=${encodeURIComponent(before)}${filter}`;
    const { incidents: found } = await get<IncidentsBody>(path);
    setOlder([...older, ...found]);
  };
  const mayBeMore = incidents.length % pageSize === 0;
  return (
    <>
      <Timeline incidents={incidents} now={now} />
      <ul class="list">
        {incidents.map((incident) => (
          <Item key={incident.id} incident={incident} now={now} />
        ))}
      </ul>
      {mayBeMore && (
        <p>
          <button type="button" onClick={() => void more().catch(() => {})}>
            {words.more}
          </button>
        </p>
      )}
    </>
  );
}

function Item({ incident, now }: { readonly incident: IncidentBody; readonly now: number }) {
  const words = useWords(incidentWords);
  const style = useTimeStyle();
  const { id, target, rule, openedAt, closedAt, summary, acknowledged } = incident;
  return (
    <li data-open={closedAt === undefined}>
      <StateMark state={closedAt === undefined ? markOf(rule) : "up"} word={false} />
      <div>
        <a href={incidentPath(id)}>
          {target}: {summary}
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
