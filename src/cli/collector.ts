import type { Endpoint, ProbeEvent, SelfCheck } from "../probe/index.ts";
import { RttSamples, Tally } from "../stats/index.ts";
import { type Nanoseconds, nanoseconds } from "../units.ts";
import type { EndpointSummary } from "./endpoint-summary.ts";
import { formatDelay } from "./render/delay.ts";

/** An endpoint together with the target that it stands for, as the user named it. */
export type NamedEndpoint = { readonly target: string; readonly endpoint: Endpoint };

/** Counts what a run tells, endpoint by endpoint. */
export class Collector {
  readonly #tallies: { tally: Tally; rtt: RttSamples; abandoned: number }[];
  readonly #endpoints: readonly NamedEndpoint[];

  constructor(endpoints: readonly NamedEndpoint[]) {
    this.#endpoints = endpoints;
    this.#tallies = endpoints.map(() => ({
      tally: new Tally(),
      rtt: new RttSamples(),
      abandoned: 0,
    }));
  }

  /** The named endpoint that an event is about. */
  named(event: ProbeEvent): NamedEndpoint {
    return this.#endpoints[this.#indexOf(event)]!;
  }

  take(event: ProbeEvent): void {
    const counted = this.#tallies[this.#indexOf(event)]!;
    const { tally } = counted;
    switch (event.event) {
      case "sent":
        return;
      case "probe": {
        const { result } = event;
        if (result.outcome !== "error") tally.sent++;
        tally[result.outcome]++;
        if (result.synsLost !== undefined) {
          tally.retried++;
          tally.synsLost += result.synsLost;
        }
        const answered = result.outcome === "open" || result.outcome === "closed";
        if (answered && result.rtt !== undefined) counted.rtt.record(result.rtt, result.index);
        return;
      }
      case "late":
      case "duplicate":
      case "retransmitted":
        tally[event.event]++;
        return;
      case "rejected":
        tally.reject(event.reason);
        return;
      case "abandoned":
        counted.abandoned++;
        return;
    }
  }

  summaries(elapsed: Nanoseconds, check: SelfCheck): EndpointSummary[] {
    const doubts = doubtsOf(check);
    return this.#endpoints.map(({ target, endpoint }, index) => {
      const { tally, rtt, abandoned } = this.#tallies[index]!;
      const open = abandoned === 0 ? [] : [inFlight(abandoned)];
      return {
        target,
        endpoint,
        tally,
        rtt: rtt.summary(),
        elapsed,
        warnings: [...open, ...doubts],
      };
    });
  }

  /** Endpoints keep their identity from the plan to the event. */
  #indexOf(event: ProbeEvent): number {
    const endpoint = endpointOf(event);
    return this.#endpoints.findIndex((named) => named.endpoint === endpoint);
  }
}

function endpointOf(event: ProbeEvent): Endpoint {
  switch (event.event) {
    case "probe":
      return event.result.endpoint;
    case "rejected":
    case "abandoned":
      return event.endpoint;
    default:
      return event.facts.endpoint;
  }
}

const inFlight = (count: number): string =>
  `${count} more ${count === 1 ? "probe was" : "probes were"} still unanswered when stopped, and counted nowhere`;

/** What may have made the numbers wrong: a doubtful measurement never looks right. */
export function doubtsOf(check: SelfCheck): string[] {
  const { ringDrops, lateSends, largestLateness, clockSteps, unseenSends } = check;
  return [
    ...(ringDrops > 0
      ? [
          `the kernel dropped ${ringDrops} frames unseen: some timeouts may be answers that we missed`,
        ]
      : []),
    ...(lateSends > 0
      ? [
          `${lateSends} probes left late, by up to ${formatDelay(nanoseconds(Math.round(largestLateness)))}: this machine is busy`,
        ]
      : []),
    ...(clockSteps > 0
      ? [
          `the clock was stepped ${clockSteps} times: delays around that are from the monotonic clock`,
        ]
      : []),
    ...(unseenSends > 0
      ? [
          `${unseenSends} SYNs were answered but not seen leaving: their delays are from our own clock`,
        ]
      : []),
  ];
}
