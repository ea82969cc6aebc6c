import "./status.css";
import type { StatusPageBody } from "../../../src/api/contract.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { Await, Notice } from "../shell/notice.tsx";
import { shellWords } from "../shell/words.ts";
import { StateMark } from "../shell/state-mark.tsx";
import { dateTime, useTimeStyle } from "../time.ts";
import { Bars } from "./bars.tsx";
import { useDays } from "./days.ts";
import { problemsOf, verdictOf } from "./verdict.ts";
import { statusWords } from "./words.ts";

const every = 15_000;

/** For people who are not on call: does it work, and has it. */
export function StatusPage() {
  const shell = useWords(shellWords);
  const answer = useAnswer<StatusPageBody>("/api/v1/status-page", every);
  return (
    <div class="status-page">
      <Await answer={answer} title={shell.status}>
        {(body) => <Page body={body} />}
      </Await>
    </div>
  );
}

function Page({ body: { title, groups, incidents } }: { readonly body: StatusPageBody }) {
  const words = useWords(statusWords);
  const style = useTimeStyle();
  const targets = groups.flatMap((group) => group.targets);
  const days = useDays(targets.map(({ id }) => id));
  const verdict = verdictOf(targets.map(({ state }) => state));
  if (targets.length === 0) return <Notice>{words.none}</Notice>;
  return (
    <>
      <h1>{title}</h1>
      <p class="verdict" data-state={verdict.state}>
        <StateMark state={verdict.state} word={false} /> {words[verdict.state](verdict.count)}
      </p>
      {incidents.length > 0 && (
        <section>
          <h2>{words.now}</h2>
          <ul class="now">
            {problemsOf(incidents).map(({ target, rule, openedAt }) => (
              <li key={`${target} ${rule}`}>
                {words.problems[rule](target)}{" "}
                <span class="soft">{words.since(dateTime(openedAt, style))}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {groups.map((group) => (
        <section key={group.name}>
          {groups.length > 1 && <h2>{group.name || words.others}</h2>}
          <ul class="services">
            {group.targets.map(({ id, name, state }) => (
              <li key={id}>
                <div class="service">
                  <span>{name}</span>
                  <StateMark state={state} />
                </div>
                <Bars days={days.get(id)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p class="soft small">{words.utc}</p>
    </>
  );
}
