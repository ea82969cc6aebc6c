import type { Clock } from "../clock.ts";
import { asHalfopenError, HalfopenError } from "../errors.ts";
import type { Link, Origin } from "../net/index.ts";
import {
  nanoseconds,
  type Nanoseconds,
  nanosecondsFromMilliseconds,
  nanosecondsFromSeconds,
} from "../units.ts";
import type { Agenda } from "./agenda.ts";
import { checkedPlan } from "./checked-plan.ts";
import { napFor } from "./nap.ts";
import { defaultRateCaps, type Pace, paceOf, type RateCaps } from "./pace.ts";
import { RateGate } from "./rate-gate.ts";
import { unsendable } from "./unsendable.ts";
import { planOfOne } from "./plan-of-one.ts";
import { PlanSchedule } from "./plan-schedule.ts";
import { type ProbedEndpoint, probedEndpointOf } from "./probed-endpoint.ts";
import { flowOf, type Plan } from "./plan.ts";
import type { Prober, ProbeOptions, SelfCheck } from "./prober.ts";
import { ResultBuilder } from "./result-builder.ts";
import type { Endpoint, ProbeEvent, ProbeResult } from "./result.ts";
import { Run, type RunWishes } from "./run.ts";
import type { Schedule } from "./schedule.ts";
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
/** The route to an endpoint is asked for again when the answer is older than this, or its probe was lost. */
const routeLifetime = nanosecondsFromSeconds(1);
/** For each endpoint of a run so much longer: however many they are, 250 are asked for a second. */
const routeSpacing = nanosecondsFromMilliseconds(4);
/** What to wait when the kernel took less than the whole batch. */
const breather = nanosecondsFromMilliseconds(1);
const longestSleep = nanosecondsFromSeconds(1);

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
  #skipped = 0;
  #crowded = 0;

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
    const { address, interface: name } = this.#originOf(probedEndpointOf(endpoint), routeLifetime);
    return name === undefined ? { address } : { address, interface: name };
  }

  async probe(endpoint: Endpoint, options: ProbeOptions = {}): Promise<ProbeResult> {
    for await (const event of this.run(planOfOne(endpoint, options))) {
      if (event.event === "probe") return event.result;
    }
    throw new HalfopenError("USAGE", "the prober was closed before the probe was answered");
  }

  run(asked: Plan, signal?: AbortSignal): AsyncIterable<ProbeEvent> {
    this.#refuseWhenClosed();
    const plan = checkedPlan(asked);
    this.#engine.watch.read();
    return this.#begin(new PlanSchedule(plan, this.paceOf(plan), this.#engine.now), plan, signal);
  }

  watch(agenda: Agenda, signal?: AbortSignal): AsyncIterable<ProbeEvent> {
    this.#refuseWhenClosed();
    agenda.start({ now: () => this.#clock.monotonic(), wake: () => this.#link.wake() });
    return this.#begin(agenda, {}, signal);
  }

  #refuseWhenClosed(): void {
    if (this.#disposed) throw new HalfopenError("USAGE", "the prober is closed");
  }

  #begin(schedule: Schedule, wishes: RunWishes, signal?: AbortSignal): AsyncIterable<ProbeEvent> {
    const id = this.#freeRunId();
    const run = new Run(id, schedule, wishes, () => this.#abandon(run));
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
    let putOff = this.#putOff;
    let skipped = this.#skipped;
    for (const { schedule } of this.#runs.values()) {
      putOff += schedule.putOff;
      skipped += schedule.skipped;
    }
    return {
      ringDrops: this.#ringDrops,
      lateSends: this.#engine.lateness.sends,
      largestLateness: nanoseconds(this.#engine.lateness.largest),
      lateness: this.#engine.lateness.seen(),
      putOff: nanoseconds(putOff),
      skipped,
      crowded: this.#crowded,
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
        this.#leave(run);
        run.events.close(failure);
      }
    }
    // In one breath with the look at the runs: one that begins in between would wait for ever.
    this.#pump = undefined;
  }

  /** Sends, listens, tells, and sleeps: all of it in the link. */
  async #turn(): Promise<void> {
    let wait = this.#sendWhatIsDue();
    this.#engine.receive();
    this.#engine.expire();
    let rest = Number.POSITIVE_INFINITY;
    for (const run of this.#runs.values()) {
      wait = Math.min(wait, this.#finish(run));
      rest = Math.min(rest, run.schedule.rest);
    }
    if (this.#runs.size === 0) return;
    const untilExpiry = Math.max(rest, this.#engine.nextExpiry() - this.#engine.now);
    wait = Math.max(0, Math.min(wait, untilExpiry, longestSleep));
    await this.#link.readable(nanoseconds(wait), nanoseconds(rest));
  }

  /** Sends what is due by now; returns how long until the next is. */
  #sendWhatIsDue(): number {
    const engine = this.#engine;
    engine.watch.read();
    // What falls due meanwhile is for the next turn: even who cannot keep up must listen.
    const { now } = engine;
    let wait = Number.POSITIVE_INFINITY;
    for (const run of this.#runs.values()) {
      const { schedule } = run;
      schedule.resumeAfterStandstill(now);
      while (schedule.ready <= now && this.#send(run)) {
        schedule.resumeAfterStandstill(now);
        if (engine.batchHasRoom) continue;
        if (!engine.flush()) return breather;
        // In a long row of sends the ring would run over with what they bring back.
        engine.receive();
      }
      const untilDue = schedule.ready - engine.now;
      const shortest = napFor(schedule.rate);
      // One that is due already found no room: it tries again after a breather.
      wait = Math.min(wait, untilDue > 0 ? Math.max(untilDue, shortest) : breather);
    }
    return engine.flush() ? wait : breather;
  }

  /** Submits the run's next probe, or holds it back; false when none at all can leave just now. */
  #send(run: Run): boolean {
    const { schedule, wishes } = run;
    const engine = this.#engine;
    const { now } = engine;
    if (this.#gate.opensAt > now) return false;
    if (!engine.hasRoom) {
      this.#crowded++;
      return false;
    }
    const { target, index } = schedule;
    let origin: Origin;
    let localPort: number;
    try {
      origin = this.#originOf(target, Math.max(routeLifetime, schedule.size * routeSpacing));
      localPort = this.#localPortFor(wishes, origin, index);
    } catch (error) {
      this.#unsendable(run, asHalfopenError(error));
      schedule.advance();
      return true;
    }
    const { family, port } = target.endpoint;
    const opens = this.#gate.opensToward(family, target.words, now);
    if (opens > now) {
      schedule.holdBack(opens);
      return true;
    }
    const request = this.#request;
    request.family = family;
    request.words.set(target.words);
    request.port = port;
    request.scope = target.scope;
    request.origin = origin;
    request.localPort = localPort;
    request.run = run.id;
    request.index = index;
    request.target = target;
    request.inBurst = schedule.inBurst;
    request.timeout = schedule.timeout;
    request.due = schedule.due;
    request.linger = this.#memoryFor(schedule, wishes.linger);
    if (!engine.submit(request)) {
      // No flow to this endpoint is free: others need not wait for one.
      schedule.holdBack(now + breather);
      return true;
    }
    this.#gate.count(family, target.words, now);
    run.untold++;
    schedule.advance();
    return true;
  }

  /** Less where probes come so fast that the remembered ones would take the place of new ones. */
  #memoryFor({ total, rate, timeout }: Schedule, linger: number = 0): Nanoseconds {
    const half = this.#engine.table.capacity / 2;
    if (total <= half) return nanoseconds(Math.max(linger, longestMemory));
    const memory = (half / rate) * 1e9 - timeout;
    return nanoseconds(Math.max(linger, Math.floor(Math.min(longestMemory, memory)), 0));
  }

  /** The port of the flow whose turn it is; 0 leaves the choice to the rotation. */
  #localPortFor({ flows }: RunWishes, origin: Origin, index: number): number {
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
  #unsendable({ schedule, events }: Run, error: HalfopenError): void {
    const { watch, now } = this.#engine;
    const { target, index, inBurst } = schedule;
    const sentAt = watch.wallAt(now, watch.offset);
    const result = unsendable(target.endpoint, index, "syn", sentAt, error, inBurst);
    events.push({ event: "probe", result });
  }

  #originOf(target: ProbedEndpoint, lifetime: number): Origin {
    const { now } = this.#engine;
    if (target.origin === undefined || now - target.originAsked > lifetime) {
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
    run.schedule.stop();
    this.#engine.flush();
    this.#engine.receive();
    this.#close(run);
    this.#link.wake();
  }

  #close(run: Run): void {
    const { table } = this.#engine;
    this.#engine.abandon(run.id, (slot) => {
      const { endpoint } = table.target[slot]!;
      run.events.push({ event: "abandoned", endpoint, index: table.index[slot]! });
    });
    this.#leave(run);
    run.events.close();
  }

  #leave({ id, schedule, over }: Run): void {
    schedule.stop();
    this.#runs.delete(id);
    this.#putOff += schedule.putOff;
    this.#skipped += schedule.skipped;
    over.abort();
  }
}
