import { useEffect, useMemo, useState } from "preact/hooks";
import type { ResultsBody } from "../../../src/api/contract.ts";
import { hear } from "../api/events.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { delay } from "../numbers.ts";
import { Await } from "../shell/notice.tsx";
import { type TimeStyle, useTimeStyle } from "../time.ts";
import { joinRows, type Row } from "./recent.ts";
import { answerFacts } from "./reply-facts.ts";
import { targetWords } from "./words.ts";

/** The last results as they come, with every fact of what answered. */
export function Results({
  id,
  endpoint,
}: {
  readonly id: string;
  /** Of this endpoint alone. */
  readonly endpoint: string | undefined;
}) {
  const words = useWords(targetWords);
  const [paused, setPaused] = useState(false);
  const answer = useAnswer<ResultsBody>(`/api/v1/targets/${encodeURIComponent(id)}/results`);
  return (
    <section aria-labelledby="results">
      <div class="heading">
        <h2 id="results">{words.results}</h2>
        <button type="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          {paused ? words.goOn : words.pause}
        </button>
      </div>
      <Await answer={answer}>
        {({ results }) => <Live id={id} endpoint={endpoint} first={results} paused={paused} />}
      </Await>
    </section>
  );
}

function Live({
  id,
  endpoint,
  first,
  paused,
}: Parameters<typeof Results>[0] & { readonly first: readonly Row[]; readonly paused: boolean }) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const [heard, setHeard] = useState<readonly Row[]>([]);
  useEffect(() => {
    if (paused) return undefined;
    return hear("result", ({ target, endpoint: whose, result }) => {
      if (target === id) setHeard((rows) => joinRows(rows, [{ ...result, endpoint: whose }]));
    });
  }, [id, paused]);
  const rows = useMemo(() => joinRows(first, heard), [first, heard]);
  const shown = endpoint === undefined ? rows : rows.filter((row) => row.endpoint === endpoint);
  if (shown.length === 0) return <p class="soft">{words.noResults}</p>;
  return (
    <div class="wide results" tabIndex={0} role="region" aria-labelledby="results">
      <table>
        <thead>
          <tr>
            {Object.entries(words.columns).map(([name, word]) => (
              <th key={name} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <ResultRow key={`${row.at} ${row.endpoint}`} row={row} style={style} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ResultRow({ row, style }: { readonly row: Row; readonly style: TimeStyle }) {
  const words = useWords(targetWords);
  const { at, endpoint, outcome, rttMs, method, clock, source, sequence } = row;
  return (
    <tr data-outcome={outcome}>
      <td>
        <time dateTime={new Date(at).toISOString()}>{clockText(at, style)}</time>
      </td>
      <td>{endpoint}</td>
      <td>{words.outcomes[outcome]}</td>
      <td>{delay(rttMs, style.locale)}</td>
      <td>
        {method}, {clock}
      </td>
      <td>{source === undefined ? "–" : `${source.address}:${source.port}`}</td>
      <td>{sequence ?? "–"}</td>
      <td>
        {answerFacts(row).map(([name, value]) => (
          <span key={name} class="fact">
            {name !== "" && <span class="soft">{name}</span>} {value}
          </span>
        ))}
      </td>
    </tr>
  );
}

const clockText = (at: number, { locale, timeZone }: TimeStyle): string =>
  new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  }).format(at);
