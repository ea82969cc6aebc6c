import "./target.css";
import type { TargetBody } from "../../../src/api/contract.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { targetPath } from "../route.ts";
import { Await } from "../shell/notice.tsx";
import { StateMark } from "../shell/state-mark.tsx";
import { dateTime, useTimeStyle } from "../time.ts";
import { ChartPanel } from "./chart-panel.tsx";
import { Results } from "./results.tsx";
import { TargetIncidents } from "./target-incidents.tsx";
import { targetWords } from "./words.ts";

const every = 5000;

/** One target: its chart, its endpoints, its incidents, its last results. */
export function TargetView({ id }: { readonly id: string }) {
  const words = useWords(targetWords);
  const answer = useAnswer<TargetBody>(`/api/v1${targetPath(id)}`, every);
  return (
    <div class="target">
      <p>
        <a href="/">← {words.back}</a>
      </p>
      <Await answer={answer} title={id}>
        {(target) => (
          <>
            <Heading target={target} />
            <ChartPanel target={target} />
            <TargetIncidents id={id} />
            <Results id={id} />
          </>
        )}
      </Await>
    </div>
  );
}

function Heading({
  target: { name, host, port, state, since, labels, dns },
}: {
  readonly target: TargetBody;
}) {
  const words = useWords(targetWords);
  const style = useTimeStyle();
  const where = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  return (
    <header class="heading">
      <h1>{name}</h1>
      <StateMark state={state} />
      <span class="soft">{words.since(dateTime(since, style))}</span>
      {where !== name && <span class="soft">{where}</span>}
      <span class="labels">
        {Object.entries(labels).map(([label, value]) => (
          <span key={label} class="label">
            {label}: {value}
          </span>
        ))}
      </span>
      {dns?.error !== undefined && <span role="alert">{words.nameError(dns.error)}</span>}
    </header>
  );
}
