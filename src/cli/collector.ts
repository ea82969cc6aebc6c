import { type Endpoint, type ProbeEvent, ProxySuspicion, type SelfCheck } from "../probe/index.ts";
import { DEFAULT_EXACT_LIMIT, type RttSamplesOptions } from "../stats/index.ts";
import type { Nanoseconds } from "../units.ts";
import { Counter } from "./counter.ts";
import { doubtsOf } from "./doubts.ts";
import type { EndpointSummary, FlowSummary, TargetSummary } from "./endpoint-summary.ts";
import { isUp } from "./exit-code.ts";

/** An endpoint together with the target that it stands for, as the user named it. */
export type NamedEndpoint = { readonly target: string; readonly endpoint: Endpoint };

type Flows = Map<number, { readonly counter: Counter; port?: number }>;

type Place = NamedEndpoint & { readonly counter: Counter; flows?: Flows };

/**
 * What each of `endpoints` may keep, so that ten thousand of them stay small. They share as many
 * exact samples as one has for itself; and at the highest rate of a prober, neighbours are awaited
 * for five seconds.
 */
const boundsFor = (endpoints: number): RttSamplesOptions => ({
  exactLimit: Math.max(100, Math.floor(DEFAULT_EXACT_LIMIT / endpoints)),
  horizon: Math.min(4096, Math.max(16, Math.ceil(100_000 / endpoints))),
});

/** Counts what a run tells: by endpoint, by flow where flows are fixed, by target. */
export class Collector {
  /** Endpoints keep their identity from the plan to the event. */
  readonly #places = new Map<Endpoint, Place>();
  /** Those that stand for several endpoints. */
  readonly #targets = new Map<string, Counter>();
  readonly #suspicion = new ProxySuspicion();
  readonly #flows: number | undefined;
  readonly #bounds: RttSamplesOptions;
  /** Delays by the clock that they are from. */
  readonly #timed = { kernel: 0, user: 0 };

  /** `flows`: how many fixed flows each endpoint is probed on, if any. */
  constructor(endpoints: readonly NamedEndpoint[], flows?: number) {
    this.#flows = flows;
    this.#bounds = boundsFor(endpoints.length);
    const named = new Set<string>();
    for (const { target, endpoint } of endpoints) {
      this.#places.set(endpoint, { target, endpoint, counter: new Counter(this.#bounds) });
      if (named.has(target)) this.#targets.set(target, new Counter(this.#bounds));
      named.add(target);
    }
  }

  /** Every endpoint with what counts it, in the order in which they were given. */
  get places(): Iterable<NamedEndpoint & { readonly counter: Counter }> {
    return this.#places.values();
  }

  /** The target that an event is about, as the user named it. */
  targetOf(event: ProbeEvent): string {
    return this.#places.get(endpointOf(event))?.target ?? "";
  }

  take(event: ProbeEvent): void {
    const place = this.#places.get(endpointOf(event));
    if (place === undefined) return;
    place.counter.take(event);
    // Samples of several endpoints alternate: no two of them are consecutive probes of one path.
    this.#targets.get(place.target)?.take(event, (index) => index * 2);
    if (event.event === "probe") {
      this.#suspicion.take(event.result);
      if ("rtt" in event.result) this.#timed[event.result.clock]++;
    }
    this.#takeFlow(place, event);
  }

  #takeFlow(place: Place, event: ProbeEvent): void {
    const facts =
      event.event === "probe" ? event.result : "facts" in event ? event.facts : undefined;
    if (facts?.flow === undefined || this.#flows === undefined) return;
    place.flows ??= new Map();
    const known = place.flows.get(facts.flow);
    const flow = known ?? { counter: new Counter(this.#bounds) };
    if (known === undefined) place.flows.set(facts.flow, flow);
    if (facts.source !== undefined) flow.port = facts.source.port;
    const flows = this.#flows;
    flow.counter.take(event, (index) => Math.ceil(index / flows));
  }

  summaries(elapsed: Nanoseconds, check: SelfCheck): EndpointSummary[] {
    const warnings = this.warnings(check);
    return [...this.#places.values()].map(({ target, endpoint, counter, flows }) => {
      const suspicion = this.#suspicion.of(endpoint);
      return {
        target,
        endpoint,
        ...counter.summary(),
        elapsed,
        ...(flows !== undefined && { flows: flowSummaries(flows) }),
        ...(suspicion !== undefined && { suspicion }),
        warnings,
      };
    });
  }

  /** Why the numbers of a run may be wrong: the same for all endpoints. */
  warnings(check: SelfCheck): string[] {
    let open = 0;
    for (const { counter } of this.#places.values()) open += counter.tally.open;
    return doubtsOf(check, { open, byKernel: this.#timed.kernel, byOurClock: this.#timed.user });
  }

  /** One for each target that stands for several endpoints. */
  targetSummaries(elapsed: Nanoseconds, check: SelfCheck, closedIsUp: boolean): TargetSummary[] {
    const warnings = this.warnings(check);
    return [...this.#targets].map(([target, counter]) => {
      const places = [...this.#places.values()].filter((place) => place.target === target);
      const endpointsUp = places.filter(({ counter: { tally } }) => isUp(tally, closedIsUp)).length;
      return {
        target,
        endpoints: places.length,
        endpointsUp,
        ...counter.summary(),
        elapsed,
        warnings,
      };
    });
  }
}

const flowSummaries = (flows: Flows): FlowSummary[] =>
  [...flows]
    .toSorted(([one], [other]) => one - other)
    .map(([flow, { counter, port }]) => ({
      flow,
      ...(port !== undefined && { port }),
      ...counter.summary(),
    }));

function endpointOf(event: ProbeEvent): Endpoint {
  if (event.event === "probe") return event.result.endpoint;
  return "facts" in event ? event.facts.endpoint : event.endpoint;
}
