import { type Endpoint, type ProbeEvent, ProxySuspicion, type SelfCheck } from "../probe/index.ts";
import type { Nanoseconds } from "../units.ts";
import { Counter } from "./counter.ts";
import { doubtsOf, unanswered } from "./doubts.ts";
import type { EndpointSummary, FlowSummary, TargetSummary } from "./endpoint-summary.ts";

/** An endpoint together with the target that it stands for, as the user named it. */
export type NamedEndpoint = { readonly target: string; readonly endpoint: Endpoint };

type Place = NamedEndpoint & {
  readonly counter: Counter;
  readonly flows: Map<number, { readonly counter: Counter; port?: number }>;
};

/** Counts what a run tells: by endpoint, by flow where flows are fixed, by target. */
export class Collector {
  /** Endpoints keep their identity from the plan to the event. */
  readonly #places = new Map<Endpoint, Place>();
  readonly #targets = new Map<string, Counter>();
  readonly #suspicion = new ProxySuspicion();
  readonly #flows: number | undefined;

  /** `flows`: how many fixed flows each endpoint is probed on, if any. */
  constructor(endpoints: readonly NamedEndpoint[], flows?: number) {
    this.#flows = flows;
    for (const named of endpoints) {
      this.#places.set(named.endpoint, { ...named, counter: new Counter(), flows: new Map() });
      this.#targets.set(named.target, new Counter());
    }
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
    if (event.event === "probe") this.#suspicion.take(event.result);
    this.#takeFlow(place, event);
  }

  #takeFlow(place: Place, event: ProbeEvent): void {
    const facts =
      event.event === "probe" ? event.result : "facts" in event ? event.facts : undefined;
    if (facts?.flow === undefined || this.#flows === undefined) return;
    const known = place.flows.get(facts.flow);
    const flow = known ?? { counter: new Counter() };
    if (known === undefined) place.flows.set(facts.flow, flow);
    if (facts.source !== undefined) flow.port = facts.source.port;
    const flows = this.#flows;
    flow.counter.take(event, (index) => Math.ceil(index / flows));
  }

  summaries(elapsed: Nanoseconds, check: SelfCheck): EndpointSummary[] {
    const doubts = doubtsOf(check);
    return [...this.#places.values()].map(({ target, endpoint, counter, flows }) => {
      const suspicion = this.#suspicion.of(endpoint);
      const open = counter.abandoned === 0 ? [] : [unanswered(counter.abandoned)];
      return {
        target,
        endpoint,
        ...counter.summary(),
        elapsed,
        ...(flows.size > 0 && { flows: flowSummaries(flows) }),
        ...(suspicion !== undefined && { suspicion }),
        warnings: [...open, ...doubts],
      };
    });
  }

  /** One for each target that stands for several endpoints. */
  targetSummaries(elapsed: Nanoseconds): TargetSummary[] {
    return [...this.#targets].flatMap(([target, counter]) => {
      const places = [...this.#places.values()].filter((place) => place.target === target);
      if (places.length < 2) return [];
      const endpointsUp = places.filter((place) => place.counter.tally.open > 0).length;
      return [{ target, endpoints: places.length, endpointsUp, ...counter.summary(), elapsed }];
    });
  }
}

const flowSummaries = (flows: Place["flows"]): FlowSummary[] =>
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
