import type { ComponentChildren } from "preact";
import type { Answer } from "../api/use-answer.ts";
import { useWords } from "../i18n/language.ts";
import { shellWords } from "./words.ts";

/** One sentence where content would be, and what to do next. */
export function Notice({ children }: { readonly children: ComponentChildren }) {
  return <div class="notice">{children}</div>;
}

/** Shows what was asked for once it is here; until then that it is on its way, or why it is not. */
export function Await<Body>({
  answer,
  children,
}: {
  readonly answer: Answer<Body>;
  readonly children: (body: Body) => ComponentChildren;
}) {
  const words = useWords(shellWords);
  if (answer.state === "here") return <>{children(answer.body)}</>;
  if (answer.state === "asked") return <Notice>{words.loading}</Notice>;
  return (
    <Notice>
      <p role="alert">{words.failed(answer.problem || words.noAnswer)}</p>
      <button type="button" onClick={answer.refresh}>
        {words.tryAgain}
      </button>
    </Notice>
  );
}
