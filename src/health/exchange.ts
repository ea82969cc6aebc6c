import type { Exchange } from "../incident.ts";
import type { ProbeResult } from "../probe/index.ts";
import { roomFor } from "../stats/index.ts";

const kept = 8;

/** Numbers of each exchange: when, delay, source port, sequence number, outcome; NaN where there is none. */
const width = 5;
const outcomes = ["open", "closed", "unreachable", "timeout", "error"] as const;

/**
 * The latest exchanges of one endpoint: what an incident has as evidence, and no more of each result. Side
 * by side as numbers, because every endpoint has them and an incident is rare.
 */
export class Evidence {
  readonly #numbers: Float64Array;
  readonly #from: number;
  readonly #details = Array.from<Detail>({ length: kept });
  #taken = 0;

  constructor() {
    ({ numbers: this.#numbers, from: this.#from } = roomFor(kept * width));
  }

  take(result: ProbeResult): void {
    const { sentAt, outcome, source, sequence } = result;
    const slot = this.#taken++ % kept;
    const numbers = this.#numbers;
    const at = this.#from + slot * width;
    numbers[at] = sentAt.seconds * 1000 + Math.floor(sentAt.nanoseconds / 1e6);
    numbers[at + 1] = ("rtt" in result ? result.rtt : undefined) ?? Number.NaN;
    numbers[at + 2] = source?.port ?? Number.NaN;
    numbers[at + 3] = sequence ?? Number.NaN;
    numbers[at + 4] = outcomes.indexOf(outcome);
    this.#details[slot] = detailOf(result);
  }

  /** Oldest first. */
  list(): Exchange[] {
    const length = Math.min(this.#taken, kept);
    return Array.from({ length }, (_, n) => this.#exchange((this.#taken - length + n) % kept));
  }

  #exchange(slot: number): Exchange {
    const numbers = this.#numbers;
    const at = this.#from + slot * width;
    const [sentAt, rtt, sourcePort, sequence, outcome] = numbers.subarray(
      at,
      at + width,
    ) as unknown as [number, number, number, number, number];
    const detail = this.#details[slot];
    return {
      at: sentAt,
      outcome: outcomes[outcome]!,
      ...(!Number.isNaN(rtt) && { rttMs: rtt / 1e6 }),
      ...(detail !== undefined && {
        detail: typeof detail === "string" ? detail : detail.join(" "),
      }),
      ...(!Number.isNaN(sourcePort) && { sourcePort }),
      ...(!Number.isNaN(sequence) && { sequence }),
    };
  }
}

/** Text, or the flags of a reply: each set of them is one list, which costs nothing to keep. */
type Detail = string | readonly string[] | undefined;

function detailOf(result: ProbeResult): Detail {
  switch (result.outcome) {
    case "open":
    case "closed":
      return result.reply.flags;
    case "unreachable":
      return `${result.icmp.name} from ${result.icmp.sender}`;
    case "timeout":
      return undefined;
    case "error":
      return result.error.message;
  }
}
