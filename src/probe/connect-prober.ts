import type { Clock } from "../clock.ts";
import { HalfopenError } from "../errors.ts";
import type { Attempt, Connector, LocalEnd } from "../net/index.ts";
import { nanoseconds, nanosecondsFromMilliseconds, nanosecondsFromSeconds } from "../units.ts";
import type { Agenda } from "./agenda.ts";
import { checkedPlan } from "./checked-plan.ts";
import { ClockWatch } from "./clock-watch.ts";
import { ConnectRun, type Handshake } from "./connect-run.ts";
import { factsOf, handshakeResult } from "./handshake-result.ts";
import { defaultRateCaps, type Pace, paceOf, type RateCaps } from "./pace.ts";
import { RateGate } from "./rate-gate.ts";
import { Lateness } from "./lateness.ts";
import { unsendable } from "./unsendable.ts";
import { planOfOne } from "./plan-of-one.ts";
import { PlanSchedule } from "./plan-schedule.ts";
import type { Plan } from "./plan.ts";
import type { Prober, ProbeOptions, SelfCheck } from "./prober.ts";
import type { Endpoint, ProbeEvent, ProbeResult } from "./result.ts";
import type { RunWishes } from "./run.ts";
import type { Schedule } from "./schedule.ts";

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
  #skipped = 0;
  #crowded = 0;

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
    this.#refuseWhenClosed();
    const plan = checkedPlan(asked);
    if (plan.flows !== undefined) {
      throw new HalfopenError("USAGE", "connect keeps no fixed flows: its kernel picks the ports", {
        remedy: "leave the flows out, or probe with syn",
      });
    }
    this.#watch.read();
    return this.#begin(new PlanSchedule(plan, this.paceOf(plan), this.#watch.now), plan, signal);
  }

  watch(agenda: Agenda, signal?: AbortSignal): AsyncIterable<ProbeEvent> {
    this.#refuseWhenClosed();
    agenda.start({ now: () => this.#clock.monotonic(), wake: () => this.#connector.wake() });
    return this.#begin(agenda, {}, signal);
  }

  #refuseWhenClosed(): void {
    if (this.#disposed) throw new HalfopenError("USAGE", "the prober is closed");
  }

  #begin(schedule: Schedule, wishes: RunWishes, signal?: AbortSignal): AsyncIterable<ProbeEvent> {
    const run = new ConnectRun(schedule, wishes, () => this.#abandon(run));
    this.#runs.add(run);
    const abort = () => this.#abandon(run);
    if (signal?.aborted) queueMicrotask(abort);
    else signal?.addEventListener("abort", abort, { once: true, signal: run.over.signal });
    this.#connector.wake();
    this.#pump ??= this.#pumpUntilIdle();
    return run.events;
  }

  selfCheck(): SelfCheck {
    let putOff = this.#putOff;
    let skipped = this.#skipped;
    for (const { schedule } of this.#runs) {
      putOff += schedule.putOff;
      skipped += schedule.skipped;
    }
    return {
      ringDrops: 0,
      lateSends: this.#lateness.sends,
      largestLateness: nanoseconds(this.#lateness.largest),
      lateness: this.#lateness.seen(),
      putOff: nanoseconds(putOff),
      skipped,
      crowded: this.#crowded,
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
        this.#leave(run);
        run.events.close(failure);
      }
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
    const { schedule } = run;
    const { now } = this.#watch;
    schedule.resumeAfterStandstill(now);
    while (schedule.ready <= now) {
      if (!this.#start(run)) return breather;
      schedule.resumeAfterStandstill(now);
    }
    return schedule.ready - now;
  }

  /** Starts the run's next probe, or holds it back; false when none at all can start just now. */
  #start(run: ConnectRun): boolean {
    const { schedule, wishes } = run;
    const { target, index, timeout, inBurst } = schedule;
    const { endpoint, words } = target;
    const { now } = this.#watch;
    if (this.#gate.opensAt > now) return false;
    const opens = this.#gate.opensToward(endpoint.family, words, now);
    if (opens > now) {
      schedule.holdBack(opens);
      return true;
    }
    let attempt: Attempt | undefined;
    try {
      attempt = this.#connector.start(endpoint);
    } catch (error) {
      if (!(error instanceof HalfopenError)) throw error;
      this.#unsendable(run, error);
      schedule.advance();
      return true;
    }
    if (attempt === undefined) {
      this.#crowded++;
      return false;
    }
    this.#gate.count(endpoint.family, words, now);
    const facts = factsOf(endpoint, index, attempt, inBurst);
    const at = attempt.startedAt + timeout;
    const handshake: Handshake = {
      at,
      moment: undefined,
      before: undefined,
      after: undefined,
      run,
      attempt,
      facts,
      timeout,
    };
    this.#handshakes.set(attempt, handshake);
    run.waiting.add(handshake);
    this.#lateness.note(attempt.startedAt - schedule.due);
    schedule.advance();
    if (wishes.tellSends) run.events.push({ event: "sent", facts });
    return true;
  }

  /** No route, no address, no port: an outcome of its own, told at once. */
  #unsendable({ schedule, events }: ConnectRun, error: HalfopenError): void {
    const { target, index, inBurst } = schedule;
    const sentAt = this.#clock.wall();
    const result = unsendable(target.endpoint, index, "connect", sentAt, error, inBurst);
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
    const result = handshakeResult(sent, attempt.finish(), handshake.timeout);
    this.#forget(handshake);
    run.events.push({ event: "probe", result });
  }

  /** Settles the handshakes whose deadline has passed; returns how long until the next one's. */
  #expire({ waiting }: ConnectRun): number {
    const { now } = this.#watch;
    for (let next = waiting.first; next !== undefined; next = waiting.first) {
      if (next.at > now) return next.at - now;
      this.#settle(next.attempt);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Tells what has ended; what has not is closed and told as abandoned. */
  #abandon(run: ConnectRun): void {
    if (!this.#runs.has(run)) return;
    run.schedule.stop();
    this.#connector.drain((attempt) => this.#settle(attempt));
    for (let next = run.waiting.first; next !== undefined; next = run.waiting.first) {
      const { endpoint, index } = next.facts;
      next.attempt.finish();
      this.#forget(next);
      run.events.push({ event: "abandoned", endpoint, index });
    }
    this.#close(run);
    this.#connector.wake();
  }

  #forget(handshake: Handshake): void {
    this.#handshakes.delete(handshake.attempt);
    handshake.run.waiting.remove(handshake);
  }

  #close(run: ConnectRun): void {
    this.#leave(run);
    run.events.close();
  }

  #leave(run: ConnectRun): void {
    const { schedule, over } = run;
    schedule.stop();
    this.#runs.delete(run);
    this.#putOff += schedule.putOff;
    this.#skipped += schedule.skipped;
    over.abort();
  }
}
