import type { State } from "../../../src/api/contract.ts";
import { useWords } from "../i18n/language.ts";
import { pure } from "../pure.tsx";
import { shellWords } from "./words.ts";

/** Each state has a shape of its own: nobody needs colours to tell them apart. */
const shapes: Readonly<Record<State, string>> = {
  up: "M6 1a5 5 0 1 1 0 10A5 5 0 1 1 6 1Z",
  degraded: "M6 1 11.5 11H.5Z",
  down: "M2.5.5 6 4 9.5.5l2 2L8 6l3.5 3.5-2 2L6 8l-3.5 3.5-2-2L4 6 .5 2.5Z",
  unknown: "M1 4.5h10v3H1Z",
  maintenance: "M6 0 12 6 6 12 0 6Z",
};

type Props = { readonly state: State; readonly word?: boolean };

/** A state as shape, colour and word; without `word` the word is read out only. */
export const StateMark = pure(({ state, word = true }: Props) => {
  const { states } = useWords(shellWords);
  return (
    <span class="state" data-state={state}>
      <svg width="12" height="12" viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">
        <path d={shapes[state]} />
      </svg>
      <span class={word ? undefined : "aside"}>{states[state]}</span>
    </span>
  );
});
