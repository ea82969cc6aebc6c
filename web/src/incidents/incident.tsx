import { useEffect } from "preact/hooks";
import type { IncidentBody, IncidentDetailBody } from "../../../src/api/contract.ts";
import { hear } from "../api/events.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { useSummaryText } from "../incident-summary.ts";
import { endpointName } from "../names.ts";
import { delay } from "../numbers.ts";
import { targetPath } from "../route.ts";
import { Await } from "../shell/notice.tsx";
import { shellWords } from "../shell/words.ts";
import { StateMark } from "../shell/state-mark.tsx";
import { dateTime, duration, useNow, useTimeStyle } from "../time.ts";
import { Acknowledge } from "./acknowledge.tsx";
import { incidentWords } from "./words.ts";

/** One incident: what, since when, who was told, and the evidence. */
export function IncidentView({ id }: { readonly id: string }) {
  const words = useWords(incidentWords);
  const answer = useAnswer<IncidentDetailBody>(
    `/api/v1/incidents/${encodeURIComponent(id)}`,
    10_000,
  );
  const { incidentTitle } = useWords(shellWords);
  const { refresh } = answer;
  useEffect(() => hear("incident", (body) => body.id === id && refresh()), [id, refresh]);
  return (
    <div class="incident">
      <p>
        <a href="/incidents">← {words.back}</a>
      </p>
      <Await answer={answer} title={incidentTitle}>
        {({ incident, notifications }) => (
          <>
            <Facts incident={incident} />
            {incident.closedAt === undefined && incident.acknowledged === undefined && (
              <Acknowledge id={id} done={refresh} />
            )}
            <h2>{words.told}</h2>
            {notifications.length === 0 ? (
              <p class="soft">{words.toldNobody}</p>
            ) : (
              <Told notifications={notifications} />
            )}
            <h2>{words.evidence}</h2>
            {incident.evidence.length === 0 ? (
              <p class="soft">{words.noEvidence}</p>
            ) : (
              <Evidence evidence={incident.evidence} />
            )}
          </>
        )}
      </Await>
    </div>
  );
}

function Facts({ incident }: { readonly incident: IncidentBody }) {
  const words = useWords(incidentWords);
  const style = useTimeStyle();
  const now = useNow();
  const summaryText = useSummaryText();
  const { target, endpoint, rule, openedAt, closedAt, closedBy, vantage, acknowledged } = incident;
  const facts: readonly (readonly [string, preact.ComponentChildren])[] = [
    [words.target, <a href={targetPath(target)}>{target}</a>],
    ...(endpoint === undefined ? [] : [[words.endpoint, endpointName(endpoint)] as const]),
    [words.rule, words.rules[rule]],
    [words.openedAt, dateTime(openedAt, style)],
    ...(closedAt === undefined
      ? []
      : [
          [
            words.closedAt,
            `${dateTime(closedAt, style)}${closedBy === "removal" ? ` (${words.byRemoval})` : ""}`,
          ] as const,
        ]),
    [words.lasted, duration((closedAt ?? now) - openedAt, style.locale)],
    [words.vantage, vantage],
  ];
  return (
    <>
      <h1>
        <StateMark state={closedAt === undefined ? "down" : "up"} word={false} /> {target}:{" "}
        {summaryText(incident)}
      </h1>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {acknowledged !== undefined && (
        <p>
          {words.acknowledged(acknowledged.by)} · {dateTime(acknowledged.at, style)}
          {acknowledged.note !== undefined && ` · ${acknowledged.note}`}
        </p>
      )}
    </>
  );
}

function Told({ notifications }: Pick<IncidentDetailBody, "notifications">) {
  const words = useWords(incidentWords);
  const style = useTimeStyle();
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={words.told}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.channel}</th>
            <th scope="col">{words.state}</th>
            <th scope="col">{words.time}</th>
            <th scope="col">{words.attempts}</th>
            <th scope="col">{words.detail}</th>
          </tr>
        </thead>
        <tbody>
          {notifications.map(
            ({ id, channel, state, createdAt, deliveredAt, attempts, lastError }) => (
              <tr key={id}>
                <td>{channel}</td>
                <td>{words.deliveries[state]}</td>
                <td>{dateTime(deliveredAt ?? createdAt, style)}</td>
                <td>{attempts}</td>
                <td>{lastError ?? ""}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

function Evidence({ evidence }: Pick<IncidentBody, "evidence">) {
  const words = useWords(incidentWords);
  const { outcomes } = useWords(shellWords);
  const style = useTimeStyle();
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={words.evidence}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.time}</th>
            <th scope="col">{words.outcome}</th>
            <th scope="col">{words.delay}</th>
            <th scope="col">{words.detail}</th>
            <th scope="col">{words.port}</th>
            <th scope="col">{words.sequence}</th>
          </tr>
        </thead>
        <tbody>
          {evidence.map((one, index) => (
            <tr key={index}>
              <td>{dateTime(one.at, style)}</td>
              <td>{outcomes[one.outcome]}</td>
              <td>{delay(one.rttMs, style.locale)}</td>
              <td>{one.detail ?? ""}</td>
              <td>{one.sourcePort ?? ""}</td>
              <td>{one.sequence ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
