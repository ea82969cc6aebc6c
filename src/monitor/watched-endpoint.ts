import type { Endpoint } from "../endpoint.ts";
import type { EndpointHealth } from "../health/index.ts";
import type { HealthState } from "../incident.ts";
import type { AgendaEntry, ProbeResult } from "../probe/index.ts";
import type { LongWindows, SeriesId, Store, WindowSummary } from "../store/index.ts";
import { Counters } from "./counters.ts";
import { RecentResults } from "./recent-results.ts";
import type { FormedResult } from "./result-form.ts";
import type { EndpointView } from "./view.ts";
import type { WatchedTarget } from "./watched-target.ts";

/** One endpoint while it is probed: where its results go. */
export class WatchedEndpoint implements EndpointView {
  readonly target: WatchedTarget<WatchedEndpoint>;
  readonly endpoint: Endpoint;
  readonly series: SeriesId;
  readonly health: EndpointHealth;
  readonly counters = new Counters();
  readonly results: RecentResults;
  /** Its place in the schedule; another one when its interval or timeout is changed. */
  entry: AgendaEntry;
  readonly #store: Store;

  constructor(
    target: WatchedTarget<WatchedEndpoint>,
    endpoint: Endpoint,
    parts: { store: Store; health: EndpointHealth; entry: AgendaEntry; remembers: number },
  ) {
    this.target = target;
    this.endpoint = endpoint;
    this.#store = parts.store;
    this.series = parts.store.seriesOf({ target: target.id, endpoint });
    this.health = parts.health;
    this.entry = parts.entry;
    this.results = new RecentResults(endpoint, parts.remembers);
  }

  get state(): HealthState {
    return this.health.state;
  }

  get since(): number {
    return this.health.since;
  }

  get last(): ProbeResult | undefined {
    return this.results.last;
  }

  get lastFormed(): FormedResult | undefined {
    return this.results.lastFormed;
  }

  recent(): readonly ProbeResult[] {
    return this.results.list();
  }

  readAhead(): number {
    const { endpoint, health, results } = this;
    const long = this.longWindows();
    return (
      endpoint.address.length +
      health.window.readAhead() +
      results.readAhead() +
      (long?.hour.sent ?? 0)
    );
  }

  fiveMinutes(): WindowSummary {
    return this.health.fiveMinutes();
  }

  longWindows(): LongWindows | undefined {
    return this.#store.longWindows(this.series);
  }
}
