import { type Endpoint, formatEndpoint } from "../endpoint.ts";
import type { Attempt, Connector, HandshakeEnd, LocalEnd } from "../net/index.ts";
import {
  type Instant,
  nanoseconds,
  type Nanoseconds,
  nanosecondsFromMilliseconds,
} from "../units.ts";
import type { VirtualClock } from "./virtual-clock.ts";

type Ending = HandshakeEnd extends infer End
  ? End extends HandshakeEnd
    ? Omit<End, "elapsed" | "clock"> & Partial<Pick<End, "clock">>
    : never
  : never;

/** What becomes of a handshake, and when the connector has news of it. */
export type SimulatedEnd = Ending & { readonly afterMs: number };

/** What becomes of the nth handshake, from 1; undefined: it is never answered. May throw as `Connector.start`. */
export type HandshakeResponder = (endpoint: Endpoint, nth: number) => SimulatedEnd | undefined;

export type SimulatedConnectorOptions = {
  /** How many handshakes may be under way at once. */
  readonly capacity?: number;
  /** How many SYNs have been sent again when a handshake is given up. */
  readonly resentInVain?: number;
};

/** A machine's TCP that happens in virtual time: the counterpart of `SimulatedLink` for `connect`. */
export class SimulatedConnector implements Connector {
  disposed = false;
  /** Attempts begun and not finished: what a careless prober leaves behind. */
  readonly open = new Set<string>();
  readonly #clock: VirtualClock;
  readonly #answer: HandshakeResponder;
  readonly #options: SimulatedConnectorOptions;
  #ended: Attempt[] = [];
  #started = 0;
  #wakes = 0;

  constructor(
    clock: VirtualClock,
    answer: HandshakeResponder,
    options: SimulatedConnectorOptions = {},
  ) {
    this.#clock = clock;
    this.#answer = answer;
    this.#options = options;
  }

  /** The address that every handshake leaves from. */
  sourceToward({ family }: Endpoint): Omit<LocalEnd, "port"> {
    return { address: family === 4 ? "198.51.100.2" : "2001:db8:100::2" };
  }

  start(endpoint: Endpoint): Attempt | undefined {
    if (this.open.size >= (this.#options.capacity ?? Number.POSITIVE_INFINITY)) return undefined;
    const nth = this.#started + 1;
    const end = this.#answer(endpoint, nth);
    this.#started = nth;
    const name = `${nth} ${formatEndpoint(endpoint)}`;
    this.open.add(name);
    const source = { ...this.sourceToward(endpoint), port: 50_000 + nth };
    const attempt = new SimulatedAttempt(this.#clock, source, (elapsed) => {
      this.open.delete(name);
      const isKnown = end !== undefined && elapsed >= nanosecondsFromMilliseconds(end.afterMs);
      if (isKnown) return { clock: "kernel", ...end, elapsed: elapsedOf(end) };
      const resent = this.#options.resentInVain ?? 0;
      return { how: "unanswered", elapsed, clock: "user", resent };
    });
    if (end !== undefined) this.#clock.after(elapsedOf(end), () => this.#ended.push(attempt));
    return attempt;
  }

  drain(visit: (attempt: Attempt) => void): void {
    const ended = this.#ended;
    this.#ended = [];
    for (const attempt of ended) visit(attempt);
  }

  async readable(wait: Nanoseconds): Promise<void> {
    const wakes = this.#wakes;
    // Whoever reads the results gets a turn first, and may start or stop something.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (this.#wakes > wakes || this.#ended.length > 0) return;
    const until = Math.min(wait, this.#clock.nextAlarm - this.#clock.monotonic());
    this.#clock.advance(nanoseconds(Math.max(0, until)));
  }

  wake(): void {
    this.#wakes++;
  }

  [Symbol.dispose](): void {
    this.disposed = true;
  }
}

const elapsedOf = ({ afterMs }: SimulatedEnd) => nanosecondsFromMilliseconds(afterMs);

class SimulatedAttempt implements Attempt {
  readonly sentAt: Instant;
  readonly startedAt: Nanoseconds;
  readonly source: LocalEnd;
  readonly #clock: VirtualClock;
  readonly #end: (elapsed: Nanoseconds) => HandshakeEnd;

  constructor(clock: VirtualClock, source: LocalEnd, end: (elapsed: Nanoseconds) => HandshakeEnd) {
    this.sentAt = clock.wall();
    this.startedAt = clock.monotonic();
    this.source = source;
    this.#clock = clock;
    this.#end = end;
  }

  finish(): HandshakeEnd {
    return this.#end(nanoseconds(this.#clock.monotonic() - this.startedAt));
  }
}
