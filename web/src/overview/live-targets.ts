import type { EventBodies, TargetBody, TargetsBody } from "../../../src/api/contract.ts";
import { get, type Problem, problemOf } from "../api/client.ts";
import { connection, hear } from "../api/events.ts";
import { token } from "../api/session.ts";
import { Value } from "../value.ts";
import { endpointName } from "../names.ts";
import { byName } from "./order.ts";

export type Loaded =
  | { readonly state: "asked" | "here" }
  | { readonly state: "refused"; readonly problem: Problem };

/** So long is waited to hear the daemon before the list is asked for: then nothing in between is missed. */
const hearing = 300;
const retry = 3000;
/** Results come four times a second: to show them twice a second is soon enough, and half of the work. */
const betweenResults = 500;

/** Every target as it is now: the list once, then what the daemon tells of it. */
export class LiveTargets {
  /** By name. */
  targets: ReadonlyMap<string, TargetBody> = new Map();
  readonly loaded = new Value<Loaded>({ state: "asked" });
  /** Changes when any target did: at once for a state, twice a second for results. */
  readonly version = new Value(0);
  readonly #stops: (() => void)[];
  #loading = new AbortController();
  #frame = 0;
  #results: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout>;

  constructor() {
    this.#stops = [
      hear("results", ({ results }) => results.forEach((one) => this.#takeResult(one))),
      hear("state", (body) => this.#takeState(body)),
      hear("targets", () => void this.load()),
      // What was missed while the daemon was not heard is in the list.
      connection.subscribe(() => connection.current.state === "live" && void this.load()),
      token.subscribe(() => void this.load()),
    ];
    const isKnown = connection.current.state !== "connecting";
    this.#timer = setTimeout(() => void this.load(), isKnown ? 0 : hearing);
  }

  stop(): void {
    this.#loading.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#results);
    cancelAnimationFrame(this.#frame);
    for (const stop of this.#stops) stop();
  }

  /** Asks for the list; what was on its way is not waited for. */
  async load(): Promise<void> {
    clearTimeout(this.#timer);
    this.#loading.abort();
    const { signal } = (this.#loading = new AbortController());
    try {
      const { targets } = await get<TargetsBody>("/api/v1/targets", signal);
      this.targets = new Map(targets.toSorted(byName).map((target) => [target.id, target]));
      this.loaded.set({ state: "here" });
      this.#changed();
    } catch (error) {
      if (signal.aborted) return;
      const problem = problemOf(error);
      if (this.loaded.current.state !== "here") this.loaded.set({ state: "refused", problem });
      if (problem?.status !== 401) this.#timer = setTimeout(() => void this.load(), retry);
    }
  }

  #takeResult({ target, endpoint, result }: EventBodies["result"]): void {
    const known = this.targets.get(target);
    const whose = known?.endpoints.find((one) => endpointName(one) === endpoint);
    if (whose === undefined) return;
    whose.last = result;
    this.#results ??= setTimeout(() => this.#changed(), betweenResults);
  }

  #takeState({ target, endpoint, to, at }: EventBodies["state"]): void {
    const known = this.targets.get(target);
    const whose =
      endpoint === undefined
        ? known
        : known?.endpoints.find((one) => endpointName(one) === endpoint);
    if (whose === undefined) return;
    whose.state = to;
    whose.since = at;
    this.#changed();
  }

  #changed(): void {
    clearTimeout(this.#results);
    this.#results = undefined;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.version.set(this.version.current + 1);
    });
  }
}
