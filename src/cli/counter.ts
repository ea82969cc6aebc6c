import type { ProbeEvent } from "../probe/index.ts";
import { RttSamples, type RttSamplesOptions, Tally } from "../stats/index.ts";
import type { Nanoseconds } from "../units.ts";
import type { Counted } from "./endpoint-summary.ts";

/** Counts events: of one endpoint, of one of its flows, of a whole target. */
export class Counter {
  readonly tally = new Tally();
  /** Probes that were still unanswered when the run was stopped: sent, and nothing more is known. */
  unanswered = 0;
  readonly #rtt: RttSamples;

  constructor(bounds?: RttSamplesOptions) {
    this.#rtt = new RttSamples(bounds);
  }

  /** `position` orders the samples for the delay variation: consecutive probes differ by one. */
  take(event: ProbeEvent, position: (index: number) => number = (index) => index): void {
    const { tally } = this;
    switch (event.event) {
      case "sent":
        return;
      case "probe": {
        const { result } = event;
        if (result.outcome !== "error") tally.sent++;
        tally[result.outcome]++;
        const answered = result.outcome === "open" || result.outcome === "closed";
        if (answered && result.synsLost !== undefined) {
          tally.retried++;
          tally.synsLost += result.synsLost;
        }
        if (answered && result.rtt !== undefined) {
          this.#rtt.record(result.rtt, position(result.index));
        }
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
        tally.sent++;
        this.unanswered++;
        return;
    }
  }

  /** The quantile `q` of the delays so far, within 1.1 %. */
  quantile(q: number): Nanoseconds | undefined {
    return this.#rtt.quantile(q);
  }

  summary(): Counted {
    const { tally, unanswered } = this;
    return { tally, rtt: this.#rtt.summary(), ...(unanswered > 0 && { unanswered }) };
  }
}
