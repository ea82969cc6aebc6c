import type { EventRecord, Store } from "../store/index.ts";
import type { State, StateStretch } from "./contract.ts";

const mostEvents = 10_000;

type Asked = { readonly target: string; readonly from: number; readonly to: number };
/** What the target is now, and since when. */
type Present = { readonly state: State; readonly since: number };

/**
 * In which state a target was, stretch by stretch, from the changes that the history keeps. Where it
 * keeps none, nothing is said.
 */
export async function stateStretches(
  store: Pick<Store, "events">,
  { target, from, to }: Asked,
  present: Present,
): Promise<StateStretch[]> {
  const changes = (await store.events({ target, from, to, limit: mostEvents }))
    .filter(isOfTarget)
    .toReversed();
  const first = changes[0];
  let state = first === undefined ? await before() : stateOf(first, "from");
  let since = from;
  const stretches: StateStretch[] = [];
  for (const change of changes) {
    if (state !== undefined && change.at > since)
      stretches.push({ state, from: since, to: change.at });
    state = stateOf(change, "to");
    since = change.at;
  }
  if (state !== undefined) stretches.push({ state, from: since, to });
  return stretches;

  /** Nothing changed within: what it became last before holds all the while. */
  async function before(): Promise<State | undefined> {
    if (present.since <= from) return present.state;
    const earlier = await store.events({ target, to: from, limit: mostEvents });
    const last = earlier.find(isOfTarget);
    return last === undefined ? undefined : stateOf(last, "to");
  }
}

const isOfTarget = ({ kind, endpoint }: EventRecord): boolean =>
  kind === "state" && endpoint === undefined;

const stateOf = ({ data }: EventRecord, which: "from" | "to"): State | undefined =>
  data?.[which] as State | undefined;
