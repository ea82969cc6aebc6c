import { setImmediate } from "node:timers/promises";
import { type TargetConfig, diffTargets } from "../config/index.ts";
import { type Endpoint, formatEndpoint } from "../endpoint.ts";
import type { HalfopenError } from "../errors.ts";
import type { Health } from "../health/index.ts";
import type { Agenda } from "../probe/index.ts";
import type { EventRecord, Store } from "../store/index.ts";
import type { Target } from "../targets/index.ts";
import { nanosecondsFromMilliseconds, type Nanoseconds } from "../units.ts";
import { Phases } from "./phases.ts";
import { recentCapacity } from "./recent-results.ts";
import { WatchedEndpoint } from "./watched-endpoint.ts";
import { nothing, WatchedTarget } from "./watched-target.ts";

/** What a look at a name found, or why it found nothing. */
export type Naming = { readonly took: Nanoseconds } & (
  | { readonly endpoints: readonly Endpoint[] }
  | { readonly error: HalfopenError }
);

/** Keeps names fresh: calls back with what a name stands for, at first and whenever it was looked at. */
export interface Names {
  watch(
    target: Target,
    options: { readonly family?: 4 | 6; readonly all: boolean },
    listener: (naming: Naming) => void,
  ): { stop(): void };
}

export type RosterParts = {
  readonly agenda: Agenda;
  readonly health: Health;
  readonly store: Store;
  readonly names: Names;
  readonly now: () => number;
  /** Is told of what changed, as an event for the history. */
  readonly tell: (event: EventRecord) => void;
};

/** How many targets came, went and became others. */
export type TargetCounts = {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
};

/** So many are taken in or let go at once; then whoever has something to send or to say has its turn. */
const atOnce = 100;

/** Who is watched: targets by their id, endpoints by their identity. */
export class Roster {
  readonly #parts: RosterParts;
  readonly #targets = new Map<string, WatchedTarget<WatchedEndpoint>>();
  readonly #endpoints = new Map<Endpoint, WatchedEndpoint>();
  readonly #phases = new Phases();
  #remembers = recentCapacity(0);
  #changing: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(parts: RosterParts) {
    this.#parts = parts;
  }

  get targets(): ReadonlyMap<string, WatchedTarget<WatchedEndpoint>> {
    return this.#targets;
  }

  /** Found by the very object that the prober was given. */
  endpointOf(endpoint: Endpoint): WatchedEndpoint | undefined {
    return this.#endpoints.get(endpoint);
  }

  /**
   * Goes over to other targets, a few at a time; those that stay as they are notice nothing. Resolves with how
   * many changed. Whoever asks meanwhile has its turn afterwards.
   */
  become(wanted: readonly TargetConfig[]): Promise<TargetCounts> {
    const counts = this.#changing.then(() => this.#goOverTo(wanted));
    this.#changing = counts.catch(() => {});
    return counts;
  }

  async #goOverTo(wanted: readonly TargetConfig[]): Promise<TargetCounts> {
    const present = Array.from(this.#targets.values(), ({ config }) => config);
    const { added, removed, changed } = diffTargets(present, wanted);
    await this.#forEach(removed, ({ id }) => this.#remove(id));
    await this.#forEach(changed, (config) => this.#change(config));
    await this.#forEach(added, (config) => this.#add(config));
    this.#shareMemory();
    return { added: added.length, removed: removed.length, changed: changed.length };
  }

  /** Ends every look-up. */
  stop(): void {
    this.#stopped = true;
    for (const target of this.#targets.values()) target.stopNaming();
  }

  async #forEach<Item>(items: readonly Item[], change: (item: Item) => void): Promise<void> {
    for (const [index, item] of items.entries()) {
      if (this.#stopped) return;
      change(item);
      if ((index + 1) % atOnce === 0) await setImmediate();
    }
  }

  #add(config: TargetConfig): void {
    const target = new WatchedTarget<WatchedEndpoint>(config, this.#parts.health.addTarget(config));
    this.#targets.set(config.id, target);
    this.#name(target);
  }

  #remove(id: string): void {
    const target = this.#targets.get(id);
    if (target === undefined) return;
    target.stopNaming();
    for (const endpoint of target.endpoints) this.#forget(endpoint);
    this.#targets.delete(id);
    this.#parts.health.removeTarget(id);
  }

  #change(config: TargetConfig): void {
    const target = this.#targets.get(config.id)!;
    const before = target.config;
    target.config = config;
    this.#parts.health.changeTarget(config);
    const isElsewhere = before.target.text !== config.target.text;
    if (isElsewhere) {
      // What it no longer means is not asked any more, however long the new name takes to be known.
      for (const watched of target.endpoints) this.#forget(watched);
      target.endpoints = [];
    }
    if (before.interval !== config.interval || before.timeout !== config.timeout) {
      for (const watched of target.endpoints) {
        this.#parts.agenda.remove(watched.entry);
        watched.entry = this.#schedule(config, watched.endpoint);
      }
    }
    if (isElsewhere || before.family !== config.family || before.addresses !== config.addresses) {
      target.stopNaming();
      this.#name(target);
    }
  }

  #name(target: WatchedTarget<WatchedEndpoint>): void {
    const { addresses, family } = target.config;
    const options = { all: addresses === "all", ...(family !== undefined && { family }) };
    const watch = this.#parts.names.watch(target.config.target, options, (naming) => {
      if (this.#targets.get(target.id) === target) this.#take(target, naming);
    });
    target.stopNaming = () => watch.stop();
  }

  #take(target: WatchedTarget<WatchedEndpoint>, naming: Naming): void {
    const { health, now } = this.#parts;
    const isName = target.config.target.literal === undefined;
    if ("error" in naming) {
      const { message } = naming.error;
      if (isName) target.dns = { took: naming.took, at: now(), error: message };
      health.unresolved(target.id, message);
      return;
    }
    if (isName) target.dns = { took: naming.took, at: now() };
    // An address is told once: ten thousand watches that have nothing to tell any more are let go.
    else target.stopNaming = nothing;
    this.#place(target, naming.endpoints);
    health.resolved(target.id);
  }

  /** The endpoints that a target has from now on. Those that it had already go on as they are. */
  #place(target: WatchedTarget<WatchedEndpoint>, wanted: readonly Endpoint[]): void {
    const names = new Set(wanted.map(formatEndpoint));
    const present = new Set(target.endpoints.map(({ endpoint }) => formatEndpoint(endpoint)));
    const gone = target.endpoints.filter(({ endpoint }) => !names.has(formatEndpoint(endpoint)));
    const fresh = wanted.filter((endpoint) => !present.has(formatEndpoint(endpoint)));
    if (gone.length === 0 && fresh.length === 0) return;
    const first = target.endpoints.length === 0;
    const kept = target.endpoints.filter((endpoint) => !gone.includes(endpoint));
    target.endpoints = [...kept, ...fresh.map((endpoint) => this.#begin(target, endpoint))];
    for (const endpoint of gone) this.#forget(endpoint);
    if (!first) this.#tellMove(target, gone, fresh);
    this.#shareMemory();
  }

  #begin(target: WatchedTarget<WatchedEndpoint>, found: Endpoint): WatchedEndpoint {
    // An object of its own: two targets may stand for the same address and port.
    const endpoint = { ...found };
    const { health, store } = this.#parts;
    const watched = new WatchedEndpoint(target, endpoint, {
      store,
      health: health.addEndpoint(target.id, endpoint),
      entry: this.#schedule(target.config, endpoint),
      remembers: this.#remembers,
    });
    this.#endpoints.set(endpoint, watched);
    return watched;
  }

  #schedule(config: TargetConfig, endpoint: Endpoint): WatchedEndpoint["entry"] {
    const interval = nanosecondsFromMilliseconds(config.interval);
    const timeout = nanosecondsFromMilliseconds(config.timeout);
    return this.#parts.agenda.add({
      endpoint,
      interval,
      timeout,
      phase: this.#phases.next(interval),
    });
  }

  #forget(watched: WatchedEndpoint): void {
    this.#parts.agenda.remove(watched.entry);
    this.#endpoints.delete(watched.endpoint);
    this.#parts.health.removeEndpoint(watched.health);
  }

  #tellMove(
    target: WatchedTarget<WatchedEndpoint>,
    gone: WatchedEndpoint[],
    fresh: readonly Endpoint[],
  ): void {
    const removed = gone.map(({ endpoint }) => endpoint.address);
    const added = fresh.map(({ address }) => address);
    this.#parts.tell({
      at: this.#parts.now(),
      kind: "addresses",
      target: target.id,
      text: `${target.config.target.host} has other addresses: ${[
        ...added.map((address) => `+${address}`),
        ...removed.map((address) => `-${address}`),
      ].join(" ")}`,
      data: { added, removed },
    });
  }

  /** The results that are remembered are shared out anew when there are many more or fewer to share them. */
  #shareMemory(): void {
    const remembers = recentCapacity(this.#endpoints.size);
    if (remembers === this.#remembers) return;
    this.#remembers = remembers;
    for (const { results } of this.#endpoints.values()) results.resize(remembers);
  }
}
