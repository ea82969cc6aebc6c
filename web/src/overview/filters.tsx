import type { Ref } from "preact";
import type { State } from "../../../src/api/contract.ts";
import { useWords } from "../i18n/language.ts";
import { shellWords } from "../shell/words.ts";
import { type Filter, states } from "./order.ts";
import { overviewWords } from "./words.ts";

/** Search, state, label and grouping. */
export function Filters({
  filter,
  change,
  pairs,
  names,
  search,
}: {
  readonly filter: Filter;
  readonly change: (part: Partial<Filter>) => void;
  readonly pairs: readonly string[];
  readonly names: readonly string[];
  readonly search: Ref<HTMLInputElement>;
}) {
  const words = useWords(overviewWords);
  const shell = useWords(shellWords);
  return (
    <form class="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <input
        ref={search}
        type="search"
        aria-label={words.search}
        placeholder={`${words.search}  /`}
        value={filter.text}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
        onKeyDown={({ key, currentTarget }) => key === "Escape" && currentTarget.blur()}
      />
      <select
        aria-label={words.stateFilter}
        value={filter.state}
        onChange={({ currentTarget }) => change({ state: currentTarget.value as State | "" })}
      >
        <option value="">{words.anyState}</option>
        {states.map((state) => (
          <option key={state} value={state}>
            {shell.states[state]}
          </option>
        ))}
      </select>
      <select
        aria-label={words.labelFilter}
        value={filter.label}
        onChange={({ currentTarget }) => change({ label: currentTarget.value })}
      >
        <option value="">{words.anyLabel}</option>
        {pairs.map((pair) => (
          <option key={pair} value={pair}>
            {pair}
          </option>
        ))}
      </select>
      <select
        aria-label={words.grouping}
        value={filter.group}
        onChange={({ currentTarget }) => change({ group: currentTarget.value })}
      >
        <option value="">{words.noGroups}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {words.groupBy(name)}
          </option>
        ))}
      </select>
    </form>
  );
}
