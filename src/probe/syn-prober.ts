import type { Clock } from "../clock.ts";
import { asHalfopenError, HalfopenError } from "../errors.ts";
import type { Link, Origin } from "../net/index.ts";
import {
  nanoseconds,
  type Nanoseconds,
  nanosecondsFromMilliseconds,
  nanosecondsFromSeconds,
} from "../units.ts";
import { checkedPlan } from "./checked-plan.ts";
import { Grid } from "./grid.ts";
import { defaultRateCaps, type Pace, paceOf, type RateCaps } from "./pace.ts";
import { RateGate } from "./rate-gate.ts";
import { unsendable } from "./unsendable.ts";
import { planOfOne } from "./plan-of-one.ts";
import { flowOf, type Plan, type Prober, type ProbeOptions, type SelfCheck } from "./prober.ts";
import { ResultBuilder } from "./result-builder.ts";
import type { Endpoint, ProbeEvent, ProbeResult } from "./result.ts";
import { Run, type RunEndpoint, runEndpointOf } from "./run.ts";
import { cryptographicRandom32, type Random32 } from "./sequence-numbers.ts";
import type { ProbeRequest } from "./engine-listener.ts";
import { SynEngine, type SynOptions } from "./syn-engine.ts";

export type SynProberOptions = SynOptions & {
  readonly caps?: Partial<RateCaps>;
  /** A fixed source port instead of the rotation. */
  readonly sourcePort?: number;
  /** Where sequence numbers come from; tests pass their own. */
  readonly random?: Random32;
};

/** A told probe is remembered for this long, for what may still come of it. */
const longestMemory = nanosecondsFromSeconds(10);
/** The route to an endpoint is asked for again when the answer is older than this. */
const routeLifetime = nanosecondsFromSeconds(1);
/** What to wait when the kernel took less than the whole batch. */
const breather = nanosecondsFromMilliseconds(1);
const longestSleep = nanosecondsFromSeconds(1);
/** Probes due less than this apart leave together, or the many of a fleet would never let it sleep. */
const nap = nanosecondsFromMilliseconds(1);

/** Probes with bare SYNs over a `Link`; the way of one probe is in the guide to the design. */
export class SynProber implements Prober {
  readonly method = "syn";
  readonly #link: Link;
  readonly #clock: Clock;
  readonly #engine: SynEngine;
  readonly #caps: RateCaps;
  readonly #gate: RateGate;
  readonly #sourcePort: number;
  readonly #runs = new Map<number, Run>();
  readonly #request: ProbeRequest;
  #nextRun = 0;
  #pump: Promise<void> | undefined;
  #disposed = false;
  #ringDrops = 0;
  #putOff = 0;

  /** Takes the link and the clock over: disposing the prober disposes them. */
  constructor(link: Link, clock: Clock, options: SynProberOptions = {}) {
    this.#link = link;
    this.#clock = clock;
    this.#caps = { ...defaultRateCaps, ...options.caps };
    this.#gate = new RateGate(this.#caps);
    this.#sourcePort = options.sourcePort ?? 0;
    const results = new ResultBuilder(() => this.#engine, this.#runs);
    this.#engine = new SynEngine(
      link,
      clock,
      options.random ?? cryptographicRandom32(),
      results,
      options,
    );
    const zero = nanoseconds(0);
    this.#request = {
      family: 4,
      words: new Uint32Array(4),
      port: 0,
      scope: 0,
      origin: {
        family: 4,
        address: "",
        words: new Uint32Array(4),
        interface: undefined,
        ports: [],
      },
      localPort: 0,
      run: 0,
      tag: 0,
      index: 0,
      timeout: zero,
      due: 0,
      linger: zero,
    };
  }

  /** How a plan would be paced under this prober's caps. */
  paceOf(plan: Plan): Pace {
    return paceOf(plan, this.#caps);
  }

  /** The address and interface that probes of an endpoint would leave from. Throws as `Link.originFor`. */
  sourceFor(endpoint: Endpoint): { address: string; interface?: string } {
    this.#engine.watch.read();
    const { address, interface: name } = this.#originOf(runEndpointOf(endpoint));
    return name === undefined ? { address } : { address, interface: name };
  }

  async probe(endpoint: Endpoint, options: ProbeOptions = {}): Promise<ProbeResult> {
    for await (const event of this.run(planOfOne(endpoint, options))) {
      if (event.event === "probe") return event.result;
    }
    throw new HalfopenError("USAGE", "the prober was closed before the probe was answered");
  }

  run(asked: Plan, signal?: AbortSignal): AsyncIterable<ProbeEvent> {
    if (this.#disposed) throw new HalfopenError("USAGE", "the prober is closed");
    const plan = checkedPlan(asked);
    const id = this.#freeRunId();
    const pace = this.paceOf(plan);
    this.#engine.watch.read();
    const grid = new Grid(pace, plan.endpoints.length, plan.count, this.#engine.now);
    const run = new Run(id, plan, grid, this.#memoryFor(plan, pace), () => this.#abandon(run));
    this.#runs.set(id, run);
    const abort = () => this.#abandon(run);
    if (signal?.aborted) queueMicrotask(abort);
    else signal?.addEventListener("abort", abort, { once: true, signal: run.over.signal });
    this.#link.wake();
    this.#pump ??= this.#pumpUntilIdle();
    return run.events;
  }

  selfCheck(): SelfCheck {
    if (!this.#disposed) this.#ringDrops += this.#link.takeDrops();
    const { receiver, watch } = this.#engine;
    return {
      ringDrops: this.#ringDrops,
      lateSends: this.#engine.lateness.sends,
      largestLateness: nanoseconds(this.#engine.lateness.largest),
      putOff: nanoseconds(this.#putOff),
      clockSteps: watch.steps,
      unseenSends: receiver.unseenSends,
      heldBack: this.#engine.heldBack,
      strays: receiver.strays,
      resetsSent: receiver.resetsSent,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const run of this.#runs.values()) this.#abandon(run);
    this.#link.wake();
    await this.#pump;
    this.#ringDrops += this.#link.takeDrops();
    this.#link[Symbol.dispose]();
    this.#clock[Symbol.dispose]?.();
  }

  #freeRunId(): number {
    // Never the last one's: what is still remembered of it must not be told to its successor.
    do this.#nextRun = (this.#nextRun % 0xffff) + 1;
    while (this.#runs.has(this.#nextRun));
    return this.#nextRun;
  }

  async #pumpUntilIdle(): Promise<void> {
    // Let the caller take hold of its events before the first of them.
    await Promise.resolve();
    try {
      while (this.#runs.size > 0) await this.#turn();
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      for (const run of this.#runs.values()) {
        this.#engine.abandon(run.id, () => {});
        run.over.abort();
        run.events.close(failure);
      }
      this.#runs.clear();
    }
    // In one breath with the look at the runs: one that begins in between would wait for ever.
    this.#pump = undefined;
  }

  /** Sends, listens, tells, and sleeps: all of it in the link. */
  async #turn(): Promise<void> {
    let wait = this.#sendWhatIsDue();
    this.#engine.receive();
    this.#engine.expire();
    for (const run of this.#runs.values()) wait = Math.min(wait, this.#finish(run));
    if (this.#runs.size === 0) return;
    wait = Math.min(wait, this.#engine.nextExpiry() - this.#engine.now, longestSleep);
    await this.#link.readable(nanoseconds(Math.max(0, wait)));
  }

  /** Sends what is due by now; returns how long until the next is. */
  #sendWhatIsDue(): number {
    this.#engine.watch.read();
    let wait = Number.POSITIVE_INFINITY;
    for (const run of this.#runs.values()) {
      this.#putOff += run.grid.resumeAfterStandstill(this.#engine.now);
      while (run.grid.due <= this.#engine.now) {
        if (!this.#send(run)) break;
        if (!this.#engine.batchHasRoom && !this.#engine.flush()) return breather;
      }
      const untilDue = run.grid.due - this.#engine.now;
      const shortest = isDense(run) ? nap : 0;
      // One that is due already found no room: it tries again after a breather.
      wait = Math.min(wait, untilDue > 0 ? Math.max(untilDue, shortest) : breather);
    }
    return this.#engine.flush() ? wait : breather;
  }

  /** Submits the run's next probe; false when it must wait for a free slot or flow. */
  #send(run: Run): boolean {
    const { grid, plan } = run;
    const target = run.endpoints[grid.endpoint]!;
    let origin: Origin;
    let localPort: number;
    try {
      origin = this.#originOf(target);
      localPort = this.#localPortFor(plan, origin, grid.index);
    } catch (error) {
      this.#unsendable(run, target.endpoint, asHalfopenError(error));
      grid.advance();
      return true;
    }
    const { family } = target.endpoint;
    if (!this.#gate.allows(family, target.words, this.#engine.now)) return false;
    const request = this.#request;
    request.family = target.endpoint.family;
    request.words.set(target.words);
    request.port = target.endpoint.port;
    request.scope = target.scope;
    request.origin = origin;
    request.localPort = localPort;
    request.run = run.id;
    request.tag = grid.endpoint;
    request.index = grid.index;
    request.timeout = plan.timeout;
    request.due = grid.due;
    request.linger = run.memory;
    if (!this.#engine.submit(request)) return false;
    this.#gate.count(family, target.words, this.#engine.now);
    run.untold++;
    grid.advance();
    return true;
  }

  /** Less where probes come so fast that the remembered ones would take the place of new ones. */
  #memoryFor(
    { endpoints, count, timeout, linger = nanoseconds(0) }: Plan,
    { interval }: Pace,
  ): Nanoseconds {
    const half = this.#engine.table.capacity / 2;
    const all = endpoints.length * (count ?? Number.POSITIVE_INFINITY);
    if (all <= half) return nanoseconds(Math.max(linger, longestMemory));
    const memory = half * (interval / endpoints.length) - timeout;
    return nanoseconds(Math.max(linger, Math.floor(Math.min(longestMemory, memory)), 0));
  }

  /** The port of the flow whose turn it is; 0 leaves the choice to the rotation. */
  #localPortFor({ flows }: Plan, origin: Origin, index: number): number {
    if (this.#sourcePort !== 0 || flows === undefined) return this.#sourcePort;
    const missing = flows - origin.ports.length;
    if (missing > 0 && this.#link.holdPorts(origin, missing) < missing) {
      throw new HalfopenError(
        "PORTS_EXHAUSTED",
        `only ${origin.ports.length} ports can be held for ${flows} flows`,
        {
          remedy: "ask for fewer flows, or raise the limit of open files (ulimit -n)",
        },
      );
    }
    return origin.ports[(flowOf(index, flows) - 1) % origin.ports.length]!;
  }

  /** No route, no address, no port: an outcome of its own, told at once. */
  #unsendable(run: Run, endpoint: Endpoint, error: HalfopenError): void {
    const { watch, now } = this.#engine;
    const sentAt = watch.wallAt(now, watch.offset);
    const result = unsendable(endpoint, run.grid.index, "syn", sentAt, error);
    run.events.push({ event: "probe", result });
  }

  #originOf(target: RunEndpoint): Origin {
    const { now } = this.#engine;
    if (target.origin === undefined || now - target.originAsked > routeLifetime) {
      const { family, zone } = target.endpoint;
      target.scope = zone === undefined ? 0 : this.#link.scopeOf(zone);
      target.origin = this.#link.originFor({
        family,
        words: target.words,
        at: 0,
        scope: target.scope,
      });
      target.originAsked = now;
    }
    return target.origin;
  }

  /** Ends a run that is over; otherwise returns how long it still wants to listen. */
  #finish(run: Run): number {
    if (!run.isOver(this.#engine.now)) {
      return (run.listenUntil ?? Number.POSITIVE_INFINITY) - this.#engine.now;
    }
    this.#close(run);
    return Number.POSITIVE_INFINITY;
  }

  #abandon(run: Run): void {
    if (this.#runs.get(run.id) !== run) return;
    run.grid.stop();
    this.#engine.flush();
    this.#engine.receive();
    this.#close(run);
    this.#link.wake();
  }

  #close(run: Run): void {
    const { table } = this.#engine;
    this.#engine.abandon(run.id, (slot) => {
      const { endpoint } = run.endpoints[table.tag[slot]!]!;
      run.events.push({ event: "abandoned", endpoint, index: table.index[slot]! });
    });
    this.#runs.delete(run.id);
    run.over.abort();
    run.events.close();
  }
}

const isDense = ({ plan, endpoints }: Run): boolean => plan.interval < nap * endpoints.length;
