import type { EndpointBody, EventBodies, TargetsBody } from "../../../src/api/contract.ts";
import { get, type Problem, problemOf } from "../api/client.ts";
import { connection, hear } from "../api/events.ts";
import { token } from "../api/session.ts";
import { Value } from "../value.ts";
import { endpointName } from "../names.ts";
import { type LiveTarget, takeEnding } from "./live-target.ts";
import { byName } from "./order.ts";

export type Loaded =
  | { readonly state: "asked" | "here" }
  | { readonly state: "refused"; readonly problem: Problem };

/** So long is waited to hear the daemon before the list is asked for: then nothing in between is missed. */
const hearing = 300;
const retry = 3000;
/** From results to their drawing: what else they change is asked for at once, and drawn with them. */
const together = 60;
/** When nothing comes, what is shown grows old all the same: it says how long ago things were. */
const longestRest = 1000;

/** Every target as it is now: the list once, then what the daemon tells of it. */
export class LiveTargets {
  /** By name. */
  targets: ReadonlyMap<string, LiveTarget> = new Map();
  readonly loaded = new Value<Loaded>({ state: "asked" });
  /**
   * Changes when what is shown is to be drawn anew: at once for a state, soon for results, and after a second
   * anyway. All that changes is drawn together: a drawing costs the page more than what it draws.
   */
  readonly version = new Value(0);
  /** Changes with the version when targets came, went or changed their states: they have another order. */
  readonly order = new Value(0);
  /** The endpoints of each target, as events name them. */
  #endpoints: ReadonlyMap<string, ReadonlyMap<string, EndpointBody>> = new Map();
  readonly #stops: (() => void)[];
  #loading = new AbortController();
  #frame = 0;
  #isReordered = false;
  /** Runs while results wait to be drawn. */
  #results: ReturnType<typeof setTimeout> | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout>;

  constructor() {
    this.#stops = [
      hear("results", ({ results }) => this.#takeResults(results)),
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
    clearTimeout(this.#rest);
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
      for (const { id, endpoints } of targets)
        for (const { last } of endpoints)
          if (last !== undefined) takeEnding(this.targets.get(id)!, last);
      this.#endpoints = new Map(
        targets.map(({ id, endpoints }) => [
          id,
          new Map(endpoints.map((one) => [endpointName(one), one])),
        ]),
      );
      this.loaded.set({ state: "here" });
      this.#isReordered = true;
      this.#changed();
    } catch (error) {
      if (signal.aborted) return;
      const problem = problemOf(error);
      if (this.loaded.current.state !== "here") this.loaded.set({ state: "refused", problem });
      if (problem?.status !== 401) this.#timer = setTimeout(() => void this.load(), retry);
    }
  }

  #takeResults(results: EventBodies["results"]["results"]): void {
    for (const one of results) {
      const target = this.targets.get(one.target);
      if (target !== undefined) takeEnding(target, one);
    }
    clearTimeout(this.#rest);
    this.#results ??= setTimeout(() => this.#changed(), together);
  }

  #takeState({ target, endpoint, to, at }: EventBodies["state"]): void {
    const whose =
      endpoint === undefined
        ? this.targets.get(target)
        : this.#endpoints.get(target)?.get(endpoint);
    if (whose === undefined) return;
    whose.state = to;
    whose.since = at;
    this.#isReordered = true;
    this.#changed();
  }

  #changed(): void {
    clearTimeout(this.#results);
    this.#results = undefined;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#changed(), longestRest);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.version.set(this.version.current + 1);
      if (this.#isReordered) this.order.set(this.order.current + 1);
      this.#isReordered = false;
    });
  }
}
