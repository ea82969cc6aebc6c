import type { ComponentChildren } from "preact";
import type { Problem } from "../api/client.ts";
import type { Answer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { shellWords } from "./words.ts";

/** One sentence where content would be, and what to do next. */
export function Notice({ children }: { readonly children: ComponentChildren }) {
  return <div class="notice">{children}</div>;
}

/** Why something is not here, and a way to ask for it once more. */
export function Failed({
  problem,
  again,
}: {
  readonly problem: Problem;
  readonly again: () => void;
}) {
  const words = useWords(shellWords);
  return (
    <Notice>
      <p role="alert">{words.failed(useProblemText()(problem))}</p>
      <button type="button" onClick={again}>
        {words.tryAgain}
      </button>
    </Notice>
  );
}

/** Puts a problem into words of the language in force. */
export function useProblemText(): (problem: Problem) => string {
  const words = useWords(shellWords);
  return (problem) =>
    problem === undefined ? words.noAnswer : words.refusal(problem.status, problem.message);
}

/**
 * Shows what was asked for once it is here; until then, under `title`, that it is on its way, or why it
 * is not.
 */
export function Await<Body>({
  answer,
  title,
  children,
}: {
  readonly answer: Answer<Body>;
  readonly title?: string;
  readonly children: (body: Body) => ComponentChildren;
}) {
  const words = useWords(shellWords);
  if (answer.state === "here") return <>{children(answer.body)}</>;
  return (
    <>
      {title !== undefined && <h1>{title}</h1>}
      {answer.state === "asked" ? (
        <Notice>{words.loading}</Notice>
      ) : (
        <Failed problem={answer.problem} again={answer.refresh} />
      )}
    </>
  );
}
