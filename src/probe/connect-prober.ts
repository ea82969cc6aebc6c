import type { Clock } from "../clock.ts";
import { HalfopenError } from "../errors.ts";
import type { Attempt, Connector, LocalEnd } from "../net/index.ts";
import { nanoseconds, nanosecondsFromMilliseconds, nanosecondsFromSeconds } from "../units.ts";
import { parseAddress } from "../wire/index.ts";
import { checkedPlan } from "./checked-plan.ts";
import { ClockWatch } from "./clock-watch.ts";
import { ConnectRun, type Handshake } from "./connect-run.ts";
import { Grid } from "./grid.ts";
import { factsOf, handshakeResult } from "./handshake-result.ts";
import { defaultRateCaps, type Pace, paceOf, type RateCaps } from "./pace.ts";
import { RateGate } from "./rate-gate.ts";
import { Lateness } from "./lateness.ts";
import { unsendable } from "./unsendable.ts";
import { planOfOne } from "./plan-of-one.ts";
import type { Plan, Prober, ProbeOptions, SelfCheck } from "./prober.ts";
import type { Endpoint, ProbeEvent, ProbeResult } from "./result.ts";

export type ConnectProberOptions = { readonly caps?: Partial<RateCaps> };

/** What to wait when no more handshakes may be under way. */
const breather = nanosecondsFromMilliseconds(1);
const longestSleep = nanosecondsFromSeconds(1);

/**
 * Probes with the machine's own TCP over a `Connector`: no privilege, and no more than the kernel
 * tells. A SYN that it had to send again is loss, never latency: the result counts it (`synsLost`)
 * and has no rtt. Nothing is heard after an answer or the deadline, so nothing is late or duplicate.
 */
export class ConnectProber implements Prober {
  readonly method = "connect";
  readonly #connector: Connector;
  readonly #clock: Clock;
  readonly #watch: ClockWatch;
  readonly #caps: RateCaps;
  readonly #gate: RateGate;
  readonly #runs = new Set<ConnectRun>();
  readonly #handshakes = new Map<Attempt, Handshake>();
  #pump: Promise<void> | undefined;
  #disposed = false;
  readonly #lateness = new Lateness();
  #putOff = 0;

  /** Takes the connector and the clock over: disposing the prober disposes them. */
  constructor(connector: Connector, clock: Clock, options: ConnectProberOptions = {}) {
    this.#connector = connector;
    this.#clock = clock;
    this.#watch = new ClockWatch(clock);
    this.#caps = { ...defaultRateCaps, ...options.caps };
    this.#gate = new RateGate(this.#caps);
  }

  /** How a plan would be paced under this prober's caps. */
  paceOf(plan: Plan): Pace {
    return paceOf(plan, this.#caps);
  }

  /** Where probes of an endpoint would leave from, where that can be told. Throws as `Connector.sourceToward`. */
  sourceFor(endpoint: Endpoint): Omit<LocalEnd, "port"> | undefined {
    return this.#connector.sourceToward(endpoint);
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
    if (plan.flows !== undefined) {
      throw new HalfopenError("USAGE", "connect keeps no fixed flows: its kernel picks the ports", {
        remedy: "leave the flows out, or probe with syn",
      });
    }
    this.#watch.read();
    const grid = new Grid(this.paceOf(plan), plan.endpoints.length, plan.count, this.#watch.now);
    const run = new ConnectRun(plan, grid, () => this.#abandon(run));
    this.#runs.add(run);
    const abort = () => this.#abandon(run);
    if (signal?.aborted) queueMicrotask(abort);
    else signal?.addEventListener("abort", abort, { once: true, signal: run.over.signal });
    this.#connector.wake();
    this.#pump ??= this.#pumpUntilIdle();
    return run.events;
  }

  selfCheck(): SelfCheck {
    return {
      ringDrops: 0,
      lateSends: this.#lateness.sends,
      largestLateness: nanoseconds(this.#lateness.largest),
      putOff: nanoseconds(this.#putOff),
      clockSteps: this.#watch.steps,
      unseenSends: 0,
      heldBack: 0,
      strays: 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    for (const run of this.#runs) this.#abandon(run);
    this.#connector.wake();
    await this.#pump;
    this.#connector[Symbol.dispose]();
    this.#clock[Symbol.dispose]?.();
  }

  async #pumpUntilIdle(): Promise<void> {
    // Let the caller take hold of its events before the first of them.
    await Promise.resolve();
    try {
      while (this.#runs.size > 0) await this.#turn();
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      for (const run of this.#runs) {
        run.over.abort();
        run.events.close(failure);
      }
      this.#runs.clear();
    }
    // In the same step as the look at `#runs`: a run that begins later finds no pump, and starts one.
    this.#pump = undefined;
  }

  /** Starts, settles and tells what is due, then sleeps until more is; nothing else sleeps. */
  async #turn(): Promise<void> {
    this.#watch.read();
    let wait: number = longestSleep;
    for (const run of this.#runs) wait = Math.min(wait, this.#startWhatIsDue(run));
    this.#connector.drain((attempt) => this.#settle(attempt));
    for (const run of this.#runs) wait = Math.min(wait, this.#expire(run));
    for (const run of this.#runs) if (run.isOver) this.#close(run);
    if (this.#runs.size > 0) await this.#connector.readable(nanoseconds(Math.max(0, wait)));
  }

  /** Starts the run's probes that are due by now; returns how long until the next is. */
  #startWhatIsDue(run: ConnectRun): number {
    this.#putOff += run.grid.resumeAfterStandstill(this.#watch.now);
    while (run.grid.due <= this.#watch.now) {
      if (!this.#start(run)) return breather;
      run.grid.advance();
    }
    return run.grid.due - this.#watch.now;
  }

  /** False when it must wait until another handshake has ended. */
  #start(run: ConnectRun): boolean {
    const { endpoint, plan, grid } = run;
    const { address, family } = endpoint;
    const words = parseAddress(address)?.words ?? new Uint32Array(4);
    if (!this.#gate.allows(family, words, this.#watch.now)) return false;
    let attempt: Attempt | undefined;
    try {
      attempt = this.#connector.start(endpoint);
    } catch (error) {
      if (!(error instanceof HalfopenError)) throw error;
      this.#unsendable(run, error);
      return true;
    }
    if (attempt === undefined) return false;
    this.#gate.count(family, words, this.#watch.now);
    const facts = factsOf(endpoint, grid.index, attempt);
    const deadline = attempt.startedAt + plan.timeout;
    const handshake = { run, attempt, facts, deadline };
    this.#handshakes.set(attempt, handshake);
    run.waiting.add(handshake);
    this.#lateness.note(attempt.startedAt - grid.due);
    if (plan.tellSends) run.events.push({ event: "sent", facts });
    return true;
  }

  /** No route, no address, no port: an outcome of its own, told at once. */
  #unsendable({ endpoint, grid, events }: ConnectRun, error: HalfopenError): void {
    const result = unsendable(endpoint, grid.index, "connect", this.#clock.wall(), error);
    events.push({ event: "probe", result });
  }

  /** Ends the handshake, and tells what came of it. */
  #settle(attempt: Attempt): void {
    const handshake = this.#handshakes.get(attempt);
    if (handshake === undefined) return;
    const { run } = handshake;
    // Some platforms learn the source only on the way.
    const { source = attempt.source, ...facts } = handshake.facts;
    const sent = source === undefined ? facts : { ...facts, source };
    const result = handshakeResult(sent, attempt.finish(), run.plan.timeout);
    this.#forget(handshake);
    run.events.push({ event: "probe", result });
  }

  /** Settles the handshakes whose deadline has passed; returns how long until the next one's. */
  #expire(run: ConnectRun): number {
    const { now } = this.#watch;
    for (const { attempt, deadline } of run.waiting) {
      if (deadline > now) return deadline - now;
      this.#settle(attempt);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Tells what has ended; what has not is closed and told as abandoned. */
  #abandon(run: ConnectRun): void {
    if (!this.#runs.has(run)) return;
    run.grid.stop();
    this.#connector.drain((attempt) => this.#settle(attempt));
    for (const handshake of run.waiting) {
      const { endpoint, index } = handshake.facts;
      handshake.attempt.finish();
      this.#forget(handshake);
      run.events.push({ event: "abandoned", endpoint, index });
    }
    this.#close(run);
    this.#connector.wake();
  }

  #forget(handshake: Handshake): void {
    this.#handshakes.delete(handshake.attempt);
    handshake.run.waiting.delete(handshake);
  }

  #close(run: ConnectRun): void {
    this.#runs.delete(run);
    run.over.abort();
    run.events.close();
  }
}
