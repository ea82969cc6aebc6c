import type { LoadedConfig, MonitorConfig } from "../config/index.ts";
import type { Endpoint } from "../endpoint.ts";
import { Health, type HealthNews } from "../health/index.ts";
import type { Incident } from "../incident.ts";
import type { Outbox } from "../notify/index.ts";
import { Agenda, type ProbeEvent, type Prober, type ProbeResult } from "../probe/index.ts";
import type { EventRecord, Store } from "../store/index.ts";
import { counted, type Nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";
import { Audience } from "./audience.ts";
import { NewsDesk } from "./news-desk.ts";
import { type Names, Roster, type TargetCounts } from "./roster.ts";
import { SelfWatch } from "./self-watch.ts";
import { takenOver } from "./taken-over.ts";
import type {
  MonitorEvent,
  MonitorStatus,
  MonitorView,
  ReloadOutcome,
  TargetView,
} from "./view.ts";
import type { WatchedEndpoint } from "./watched-endpoint.ts";

export type MonitorParts = {
  readonly config: MonitorConfig;
  readonly prober: Prober;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly names: Names;
  /** Reads the configuration anew. */
  readonly load: () => LoadedConfig | Promise<LoadedConfig>;
  /** Wall clock, epoch milliseconds; monotonic milliseconds. */
  readonly now: () => { readonly wall: number; readonly monotonic: number };
  readonly newId: () => string;
  /** One sentence for whoever reads the log. */
  readonly log: (level: "info" | "warn" | "error", sentence: string) => void;
};

/** What the health machine and the daemon itself are looked at for, that often. */
const tickEvery = 1000;

/**
 * First probes are due at multiples of this, so that many leave together, and what they bring is told together:
 * waking costs less than probing then. None leaves later for it; what comes may be heard that much later.
 */
const beat = nanosecondsFromMilliseconds(10);

/**
 * The daemon: probes what its configuration names, in its rhythm, and brings every result to the
 * history, to the health machine and to whoever listens. It owns none of its parts.
 */
export class Monitor implements MonitorView {
  readonly #parts: MonitorParts;
  readonly #agenda = new Agenda({ beat });
  readonly #health: Health;
  readonly #roster: Roster;
  readonly #desk: NewsDesk;
  readonly #audience = new Audience();
  readonly #self: SelfWatch;
  readonly #stop = new AbortController();
  readonly #startedAt: number;
  #config: MonitorConfig;
  #reload: MonitorStatus["reload"];
  #reloading: Promise<ReloadOutcome> | undefined;
  #reloadAfter: Promise<ReloadOutcome> | undefined;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
    const { config, store, outbox, names, now, newId } = parts;
    this.#config = config;
    this.#startedAt = now().wall;
    this.#reload = { ok: true, at: this.#startedAt, problems: [] };
    this.#health = new Health({ ...config, now, newId });
    this.#health.restore(store.remembered);
    outbox.restore(store.remembered.pending);
    const publish = (news: HealthNews) => this.#publish(news);
    this.#desk = new NewsDesk({ health: this.#health, store, outbox, publish });
    this.#roster = new Roster({
      agenda: this.#agenda,
      health: this.#health,
      store,
      names,
      now: () => now().wall,
      tell: (event) => this.#tell(event),
    });
    this.#self = new SelfWatch(parts.prober, store, (kind, level, text) => {
      parts.log(level, text);
      this.#tell({ at: now().wall, kind, text });
    });
    store.onRenewed((text) => this.#keepAgain(text));
  }

  /** The configuration that is in force. */
  get config(): MonitorConfig {
    return this.#config;
  }

  /** Probes until `stop`; resolves when all that was told is handed to the store. */
  async run(): Promise<void> {
    const { prober, store, now } = this.#parts;
    this.#tell({ at: this.#startedAt, kind: "start", text: "the monitor starts" });
    const { message } = store.status();
    if (message !== undefined) this.#tell({ at: this.#startedAt, kind: "store", text: message });
    await this.#roster.become(this.#config.targets);
    const ticking = setInterval(() => this.#tick(), tickEvery);
    try {
      for await (const event of prober.watch(this.#agenda, this.#stop.signal)) this.#take(event);
    } finally {
      clearInterval(ticking);
      this.#roster.stop();
      this.#desk.note({ at: now().wall, kind: "stop", text: "the monitor stops" });
      // The store keeps what it cannot write now: closing it is what waits, and for how long.
      void this.#desk.deliver();
    }
  }

  /** No further probes. */
  stop(): void {
    this.#stop.abort();
  }

  targets(): Iterable<TargetView> {
    return this.#roster.targets.values();
  }

  target(id: string): TargetView | undefined {
    return this.#roster.targets.get(id);
  }

  openIncidents(): readonly Incident[] {
    return this.#health.openIncidents();
  }

  subscribe(listener: (event: MonitorEvent) => void): () => void {
    return this.#audience.add(listener);
  }

  probeOnce(endpoint: Endpoint, timeout: Nanoseconds): Promise<ProbeResult> {
    return this.#parts.prober.probe(endpoint, { timeout });
  }

  async acknowledge(id: string, by: string, note?: string): Promise<Incident | undefined> {
    const incident = this.#health.acknowledge(id, by, note);
    if (incident !== undefined) await this.#desk.deliver();
    return incident;
  }

  status(): MonitorStatus {
    const { prober, store, outbox } = this.#parts;
    const selfCheck = prober.selfCheck();
    return {
      startedAt: this.#startedAt,
      method: prober.method,
      selfCheck,
      store: store.status(),
      reload: this.#reload,
      outbox: outbox.status(),
      skipped: selfCheck.skipped,
    };
  }

  /** Takes the configuration as it is now. One at a time: who asks meanwhile gets the one after. */
  reload(): Promise<ReloadOutcome> {
    if (this.#reloading !== undefined) {
      const again = () => {
        this.#reloadAfter = undefined;
        return this.reload();
      };
      this.#reloadAfter ??= this.#reloading.then(again, again);
      return this.#reloadAfter;
    }
    this.#reloading = this.#reloadOnce().finally(() => {
      this.#reloading = undefined;
    });
    return this.#reloading;
  }

  async #reloadOnce(): Promise<ReloadOutcome> {
    const { log, now } = this.#parts;
    const loaded = await this.#load();
    if ("problems" in loaded) return this.#refuse(loaded.problems);
    const taken = takenOver(this.#config, loaded.config);
    if ("refusal" in taken) return this.#refuse([taken.refusal]);
    for (const key of taken.waiting) {
      log("warn", `${key} was changed: that takes effect when the daemon is started anew`);
    }
    const counts = await this.#become(taken.config);
    const at = now().wall;
    this.#reload = { ok: true, at, problems: [] };
    const text = `configuration taken over: ${counted(counts.added, "target")} added, ${counts.removed} removed, ${counts.changed} changed`;
    log("info", text);
    this.#tell({ at, kind: "reload", text, data: { ok: true, ...counts } });
    return { ok: true, ...counts };
  }

  /** Whatever reading it comes to, the daemon goes on. */
  async #load(): Promise<{ config: MonitorConfig } | { problems: string[] }> {
    try {
      const loaded = await this.#parts.load();
      return loaded.ok ? loaded : { problems: loaded.problems.map(String) };
    } catch (error) {
      return { problems: [(error as Error).message] };
    }
  }

  #refuse(problems: readonly string[]): ReloadOutcome {
    const { log, now } = this.#parts;
    const at = now().wall;
    this.#reload = { ok: false, at, problems };
    for (const problem of problems) log("error", problem);
    const text = `the configuration is not taken over: ${problems[0]}${problems.length > 1 ? `, and ${problems.length - 1} more` : ""}`;
    log("error", `${text}; what was in force goes on`);
    this.#tell({ at, kind: "reload", text, data: { ok: false } });
    return { ok: false, problems };
  }

  async #become(config: MonitorConfig): Promise<TargetCounts> {
    this.#config = config;
    this.#health.configure(config.alerts, config.maintenance);
    const counts = await this.#roster.become(config.targets);
    this.#parts.outbox.configure(config.notify);
    this.#parts.store.keep(config.retention);
    this.#audience.publish({ event: "targets" });
    this.#desk.expect();
    return counts;
  }

  #tick(): void {
    this.#health.tick();
    this.#self.look();
    this.#desk.expect();
  }

  #take(event: ProbeEvent): void {
    if (event.event === "probe") {
      const watched = this.#roster.endpointOf(event.result.endpoint);
      if (watched !== undefined) this.#takeResult(watched, event.result);
      return;
    }
    const endpoint = "facts" in event ? event.facts.endpoint : event.endpoint;
    const watched = this.#roster.endpointOf(endpoint);
    if (watched === undefined) return;
    watched.counters.countOther(event);
    if (event.event === "late") {
      this.#parts.store.append(watched.series, event.facts.sentAt, "late", event.rtt);
    }
  }

  #takeResult(watched: WatchedEndpoint, result: ProbeResult): void {
    watched.counters.countResult(result);
    watched.results.push(result);
    const rtt = "rtt" in result ? result.rtt : undefined;
    this.#parts.store.append(watched.series, result.sentAt, result.outcome, rtt);
    this.#health.result(watched.health, result, result.burst === true);
    if (this.#health.hasNews) this.#desk.expect();
    if (this.#audience.size === 0) return;
    this.#audience.publish({ event: "result", target: watched.target, endpoint: watched, result });
  }

  /** The file of the history was damaged, and a new one begun: what a restart needs is saved in that. */
  #keepAgain(text: string): void {
    const { log, now } = this.#parts;
    log("error", text);
    this.#tell({ at: now().wall, kind: "store", text });
    void this.#desk.keepAgain();
  }

  #tell(event: EventRecord): void {
    this.#desk.note(event);
    this.#audience.publish({ event: "note", record: event });
  }

  #publish({ transitions, incidents, confirm }: HealthNews): void {
    for (const { endpoint: health, count, timeoutMs } of confirm) {
      const watched = this.#roster.endpointOf(health.endpoint);
      if (watched === undefined) continue;
      const timeout = nanosecondsFromMilliseconds(timeoutMs);
      this.#agenda.burst(watched.entry, { count, timeout });
    }
    for (const { target, endpoint, from, to } of transitions) {
      // Of endpoints the events tell, and that all is well at the start is no news.
      if (endpoint !== undefined || (from === "unknown" && to === "up")) continue;
      this.#parts.log(to === "down" ? "warn" : "info", `${target} is ${to}, was ${from}`);
    }
    if (this.#audience.size === 0) return;
    for (const { target: id, endpoint, ...change } of transitions) {
      const target = this.#roster.targets.get(id);
      if (target === undefined) continue;
      const watched = endpoint && this.#roster.endpointOf(endpoint);
      this.#audience.publish({
        event: "state",
        target,
        ...(watched !== undefined && { endpoint: watched }),
        ...change,
      });
    }
    for (const incident of incidents) this.#audience.publish({ event: "incident", incident });
  }
}
