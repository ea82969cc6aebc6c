import { useEffect } from "preact/hooks";
import type { TargetBody } from "../../../src/api/contract.ts";
import { hear } from "../api/events.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { endpointName } from "../names.ts";
import { Await, Notice } from "../shell/notice.tsx";
import { StateMark } from "../shell/state-mark.tsx";
import { dateTime, duration, useTimeStyle } from "../time.ts";
import { ChartPanel } from "./chart-panel.tsx";
import { Results } from "./results.tsx";
import "./target.css";
import { useKept } from "./use-kept.ts";
import { useView } from "./use-view.ts";
import { targetWords } from "./words.ts";

const lookEvery = 30_000;

/** One target: its chart, its endpoints, its last results. */
export function TargetView({ id }: { readonly id: string }) {
  const answer = useAnswer<TargetBody>(`/api/v1/targets/${encodeURIComponent(id)}`, lookEvery);
  const target = useKept(answer);
  const refresh = answer.state === "asked" ? undefined : answer.refresh;
  useEffect(() => hear("state", (body) => body.target === id && refresh?.()), [id, refresh]);
  useEffect(() => hear("targets", () => refresh?.()), [refresh]);
  if (target === undefined) return <Await answer={answer}>{() => <Notice>{id}</Notice>}</Await>;
  return (
    <div class="target">
      <Heading target={target} />
      <ChartPanel target={target} />
      <ResultsOf target={target} />
    </div>
  );
}

function Heading({ target }: { readonly target: TargetBody }) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const { name, host, port, state, since, flapping, intervalMs, timeoutMs, labels } = target;
  const short = (ms: number): string => (ms < 1000 ? `${ms} ms` : duration(ms, style.locale));
  return (
    <header>
      <h1>{name}</h1>
      <p class="facts">
        <StateMark state={state} />
        <span class="soft">{words.since(dateTime(since, style))}</span>
        {flapping && <strong>{words.flapping}</strong>}
        <span>{host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`}</span>
        <span class="soft">{words.every(short(intervalMs))}</span>
        <span class="soft">{words.deadline(short(timeoutMs))}</span>
        <span class="labels">
          {Object.entries(labels).map(([label, value]) => (
            <span key={label} class="label">
              {label}: {value}
            </span>
          ))}
        </span>
      </p>
    </header>
  );
}

function ResultsOf({ target }: { readonly target: TargetBody }) {
  const { endpoint: address } = useView();
  const chosen = target.endpoints.find((one) => one.address === address);
  return <Results id={target.id} endpoint={chosen && endpointName(chosen)} />;
}
