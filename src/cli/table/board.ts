import {
  type Endpoint,
  type Outcome,
  outcomes,
  type ProbeEvent,
  type ProbeResult,
} from "../../probe/index.ts";
import type { Counter } from "../counter.ts";
import type { LiveRow, State, Totals } from "./live-view.ts";
import { lost, markOf, Minutes } from "./minute.ts";
import { worstFirst } from "./rank.ts";

/** An endpoint that the board shows: the counter is its own, and counts elsewhere. */
export type Watched = {
  readonly target: string;
  readonly endpoint: Endpoint;
  readonly counter: Counter;
};

const states: readonly State[] = ["waiting", ...outcomes];
const unknown = -1;

/** A single lost packet is loss, two in a row are an endpoint that is down. */
const failuresThatMeanDown = 2;

/** What the live table knows of every endpoint, in flat arrays: some 120 octets for each. */
export class Board {
  readonly #watched: readonly Watched[];
  readonly #unresolved: readonly string[];
  readonly #closedIsUp: boolean;
  readonly #rows = new Map<Endpoint, number>();
  readonly #states: Uint8Array;
  readonly #failures: Uint32Array;
  readonly #everUp: Uint8Array;
  readonly #last: Float64Array;
  readonly #minutes: Minutes;
  readonly #stale: Uint8Array;
  readonly #standings: { down: Uint8Array; loss: Float64Array; p99: Float64Array };

  /** `unresolved`: targets that have no endpoint; they are down for ever. */
  constructor(
    watched: readonly Watched[],
    unresolved: readonly string[],
    { closedIsUp }: { readonly closedIsUp: boolean },
  ) {
    this.#watched = watched;
    this.#unresolved = unresolved;
    this.#closedIsUp = closedIsUp;
    for (const [row, { endpoint }] of watched.entries()) this.#rows.set(endpoint, row);
    const size = watched.length + unresolved.length;
    this.#states = new Uint8Array(size).fill(states.indexOf("error"), watched.length);
    this.#failures = new Uint32Array(size);
    this.#everUp = new Uint8Array(size);
    this.#last = new Float64Array(size).fill(unknown);
    this.#minutes = new Minutes(size);
    this.#stale = new Uint8Array(size);
    this.#standings = {
      down: new Uint8Array(size).fill(1, watched.length),
      loss: new Float64Array(size).fill(unknown),
      p99: new Float64Array(size).fill(unknown),
    };
  }

  /** `second` is when it was told, on a clock that starts with the run. The counter took it already. */
  take(event: ProbeEvent, second: number): void {
    if (event.event !== "probe") return;
    const { result } = event;
    const row = this.#rows.get(result.endpoint);
    if (row === undefined) return;
    this.#states[row] = states.indexOf(result.outcome);
    const up = this.#isUp(result.outcome);
    this.#failures[row] = up ? 0 : this.#failures[row]! + 1;
    if (up) this.#everUp[row] = 1;
    const rtt = delayOf(result);
    if (rtt !== undefined) this.#last[row] = rtt;
    const answered = result.outcome === "open" || result.outcome === "closed";
    this.#minutes.mark(row, second, answered && rtt !== undefined ? markOf(rtt) : lost);
    this.#stale[row] = 1;
  }

  /** The worst `count` rows, worst first, as they stand at `second`. */
  worst(count: number, second: number): LiveRow[] {
    this.#refresh();
    return worstFirst(this.#standings, count).map((row) => this.#row(row, second));
  }

  totals(seconds: number): Totals {
    this.#refresh();
    let [up, down, sent, decided, missed] = [0, this.#unresolved.length, 0, 0, 0];
    for (const [row, { counter }] of this.#watched.entries()) {
      const { tally } = counter;
      if (this.#standings.down[row] === 1) down++;
      else if (this.#states[row] !== 0) up++;
      sent += tally.sent;
      decided += tally.decided;
      missed += tally.timeout + tally.retried;
    }
    const loss = decided === 0 ? undefined : missed / decided;
    return { endpoints: this.#states.length, up, down, sent, loss, seconds };
  }

  #isUp(state: State | Outcome): boolean {
    return state === "open" || (state === "closed" && this.#closedIsUp);
  }

  /** Ranks anew what has changed since the last look. */
  #refresh(): void {
    for (const [row, { counter }] of this.#watched.entries()) {
      if (this.#stale[row] === 0) continue;
      this.#stale[row] = 0;
      const failed = this.#failures[row]!;
      const down = failed >= failuresThatMeanDown || (failed > 0 && this.#everUp[row] === 0);
      this.#standings.down[row] = Number(down);
      this.#standings.loss[row] = counter.tally.lossRatio ?? unknown;
      this.#standings.p99[row] = counter.quantile(0.99) ?? unknown;
    }
  }

  #row(row: number, second: number): LiveRow {
    const state = states[this.#states[row]!]!;
    const watched = this.#watched[row];
    const minute = this.#minutes.of(row, second);
    if (watched === undefined) {
      const target = this.#unresolved[row - this.#watched.length]!;
      return { state, up: false, target, sent: 0, minute };
    }
    const { target, counter } = watched;
    const last = this.#last[row]!;
    return {
      state,
      up: this.#isUp(state),
      target,
      sent: counter.tally.sent,
      loss: counter.tally.lossRatio,
      last: last === unknown ? undefined : (last as ReturnType<typeof delayOf>),
      p50: counter.quantile(0.5),
      p99: counter.quantile(0.99),
      minute,
    };
  }
}

const delayOf = (result: ProbeResult) => ("rtt" in result ? result.rtt : undefined);
