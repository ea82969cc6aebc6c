import type { EndpointView, MonitorEvent, TargetView } from "../monitor/index.ts";
import { briefBody, resultEventBody } from "./bodies.ts";
import type { EventBodies } from "./contract.ts";

type ResultEvent = Extract<MonitorEvent, { readonly event: "result" }>;
type Told = ["result", EventBodies["result"]] | ["results", EventBodies["results"]];

/** Results of a fraction of a second, gathered to be told at once. */
export interface GatheredResults {
  take(event: ResultEvent): void;
  /** What is to be told of those that came since the last time. */
  tell(): Told[];
}

/** The latest of each endpoint, each by itself, with all its facts. */
export function gatherEach(): GatheredResults {
  const latest = new Map<EndpointView, ResultEvent>();
  return {
    take: (event) => void latest.set(event.endpoint, event),
    tell() {
      const told = Array.from(latest.values(), (event): Told => ["result", resultEventBody(event)]);
      latest.clear();
      return told;
    },
  };
}

/** All in one, and of each target no more than how its latest probe ended. */
export function gatherBrief(): GatheredResults {
  const latest = new Map<TargetView, ResultEvent>();
  return {
    take(event) {
      const known = latest.get(event.target);
      // Of the probes of two endpoints, the one that is lost is known later.
      if (known === undefined || !isEarlier(event, known)) latest.set(event.target, event);
    },
    tell() {
      if (latest.size === 0) return [];
      const results = Array.from(latest.values(), briefBody);
      latest.clear();
      return [["results", { results }]];
    },
  };
}

function isEarlier({ result: { sentAt } }: ResultEvent, other: ResultEvent): boolean {
  const { seconds, nanoseconds } = other.result.sentAt;
  return sentAt.seconds === seconds ? sentAt.nanoseconds < nanoseconds : sentAt.seconds < seconds;
}
