import { useEffect, useState } from "preact/hooks";
import type { ResultsBody } from "../../../src/api/contract.ts";
import { hear } from "../api/events.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { delay } from "../numbers.ts";
import { targetPath } from "../route.ts";
import { Await, Notice } from "../shell/notice.tsx";
import { shellWords } from "../shell/words.ts";
import { dateTime, useTimeStyle } from "../time.ts";
import { factsOf } from "./facts.ts";
import { latestOf, type Told } from "./latest-results.ts";
import { targetWords } from "./words.ts";

const kept = 60;

/** Who watches sees what is new this soon, however often it is probed. */
const betweenQuestions = 900;

/** The last results with every fact of the reply, newest first, as they come. */
export function Results({ id }: { readonly id: string }) {
  const words = useWords(targetWords);
  const answer = useAnswer<ResultsBody>(`/api/v1${targetPath(id)}/results`);
  const { refresh } = answer;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      timer = undefined;
      refresh();
    };
    const stop = hear("results", ({ results }) => {
      if (results.some(({ target }) => target === id)) timer ??= setTimeout(ask, betweenQuestions);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [id, refresh]);
  return (
    <section>
      <h2>{words.results}</h2>
      <Await answer={answer}>{(body) => <Table told={body.results} />}</Await>
    </section>
  );
}

function Table({ told }: { readonly told: readonly Told[] }) {
  const words = useWords(targetWords);
  const results = latestOf(told, kept);
  if (results.length === 0) return <Notice>{words.noResults}</Notice>;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={words.results}>
      <table class="results">
        <thead>
          <tr>
            {Object.entries(words.columns).map(([column, name]) => (
              <th key={column} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((result) => (
            <ResultRow key={`${result.endpoint} ${result.at}`} result={result} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ResultRow({ result }: { readonly result: Told }) {
  const words = useWords(targetWords);
  const { outcomes } = useWords(shellWords);
  const style = useTimeStyle();
  const { reply = {} } = result;
  return (
    <tr data-outcome={result.outcome}>
      <td>{dateTime(result.at, style)}</td>
      <td>{result.endpoint}</td>
      <td>{outcomes[result.outcome]}</td>
      <td>{delay(result.rttMs, style.locale)}</td>
      <td>{Array.isArray(reply["flags"]) ? reply["flags"].join(" ") : ""}</td>
      <td>{text(reply["ttl"])}</td>
      <td>{text(reply["window"])}</td>
      <td>{optionsText(reply["options"])}</td>
      <td>{words.clocks[result.clock]}</td>
      <td>{result.error?.message ?? text(result.icmp?.["name"])}</td>
      <td>
        <Facts result={result} />
      </td>
    </tr>
  );
}

/** All that is known of one result, made when it is opened. */
function Facts({ result }: { readonly result: Told }) {
  const words = useWords(targetWords);
  const shell = useWords(shellWords);
  const style = useTimeStyle();
  const [isOpen, open] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => open(currentTarget.open)}>
      <summary>{words.allFacts}</summary>
      {isOpen && (
        <dl class="facts">
          {factsOf(result, { words, outcomes: shell.outcomes, style }).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </details>
  );
}

const text = (value: unknown): string =>
  typeof value === "number" || typeof value === "string" ? String(value) : "";

/** TCP options in a few letters, as packet captures show them: `mss 1460, ws 7, sackOK, TS`. */
function optionsText(options: unknown): string {
  if (typeof options !== "object" || options === null) return "";
  const { mss, windowScale, sackPermitted, timestamps } = options as Record<string, unknown>;
  return [
    typeof mss === "number" ? `mss ${mss}` : "",
    typeof windowScale === "number" ? `ws ${windowScale}` : "",
    sackPermitted === true ? "sackOK" : "",
    timestamps === undefined ? "" : "TS",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
