import { HalfopenError } from "../errors.ts";
import { nanoseconds, type Nanoseconds } from "../units.ts";
import type { AgendaBurst, AgendaEntry } from "./agenda-entry.ts";
import { checkBurst, checkEntry } from "./checked-plan.ts";
import { type ProbedEndpoint, probedEndpointOf } from "./probed-endpoint.ts";
import { type Schedule, standstill } from "./schedule.ts";
import { type Timed, TimeHeap } from "./time-heap.ts";

/** Who runs an agenda: tells the time, and wants to know when something is due sooner than it thought. */
export type AgendaHost = { readonly now: () => number; readonly wake: () => void };

/** An entry's place in time: of its rhythm, or of one burst beside it. */
type Turn = Timed & {
  readonly watched: Watched;
  readonly timeout: Nanoseconds;
  readonly burst: boolean;
  due: number;
  /** Probes that are still to come. */
  left: number;
};

/** An entry, and what is known of it. */
type Watched = AgendaEntry & {
  readonly target: ProbedEndpoint;
  /** Its rhythm's, and those of its bursts. */
  turns: readonly Turn[];
  /** Probes taken so far. */
  taken: number;
};

/**
 * What is probed for ever: endpoints come and go while `Prober.watch` runs it, each in its own
 * interval. Entries that were added before begin when it does. Nothing here has a timer of its
 * own: the run asks what is next, which costs little however many there are.
 */
export class Agenda implements Schedule {
  putOff = 0;
  skipped = 0;
  readonly total = Number.POSITIVE_INFINITY;
  readonly #entries = new Set<Watched>();
  readonly #turns = new TimeHeap<Turn>();
  readonly #beat: Nanoseconds;
  #rate = 0;
  #host: AgendaHost | undefined;

  /**
   * With a `beat`, first probes are due at multiples of it only: what falls due together leaves
   * together, and however many there are, the processor is woken no more often than that.
   */
  constructor({ beat = nanoseconds(1) }: { readonly beat?: Nanoseconds } = {}) {
    this.#beat = beat;
  }

  /**
   * Probe n is sent at its beginning + phase + n × interval: absolute times that never drift. The
   * entry begins now, or with the run that is to come. Throws USAGE and TARGET_INVALID.
   */
  add(entry: AgendaEntry): AgendaEntry {
    checkEntry(entry);
    const { endpoint, interval, timeout, phase } = entry;
    const target = probedEndpointOf(endpoint);
    const watched: Watched = { endpoint, interval, timeout, phase, target, turns: [], taken: 0 };
    const left = Number.POSITIVE_INFINITY;
    watched.turns = [turnOf(watched, timeout, { burst: false, due: 0, left })];
    this.#entries.add(watched);
    this.#rate += 1e9 / interval;
    if (this.#host !== undefined) this.#begin(watched, this.#host);
    return watched;
  }

  /** Sends nothing more to it; what is out is still told, and so are its late and repeated replies. */
  remove(entry: AgendaEntry): void {
    const watched = this.#watched(entry);
    if (watched === undefined) return;
    this.#entries.delete(watched);
    // What adding and subtracting leaves of rounding must not outlive the last entry.
    this.#rate = this.#entries.size === 0 ? 0 : this.#rate - 1e9 / entry.interval;
    for (const turn of watched.turns) this.#turns.remove(turn);
  }

  /**
   * `count` probes as soon as the caps allow, beside the rhythm, which goes on: their results say
   * `burst`. Of an entry that was removed, and while nobody runs the agenda, there is no burst.
   */
  burst(entry: AgendaEntry, burst: AgendaBurst): void {
    checkBurst(burst);
    const watched = this.#watched(entry);
    if (watched === undefined || this.#host === undefined) return;
    const { count: left, timeout } = burst;
    const due = this.#host.now();
    const turn = turnOf(watched, timeout, { burst: true, due, left });
    watched.turns = [...watched.turns, turn];
    this.#enter(turn, this.#host);
  }

  get size(): number {
    return this.#entries.size;
  }

  // From here on: what the run asks.

  /** Begins every entry. Throws USAGE while another run has the agenda. */
  start(host: AgendaHost): void {
    if (this.#host !== undefined) {
      throw new HalfopenError("USAGE", "this agenda is being watched already");
    }
    this.#host = host;
    this.putOff = this.skipped = 0;
    for (const watched of this.#entries) this.#begin(watched, host);
  }

  stop(): void {
    this.#host = undefined;
    for (const watched of this.#entries) {
      for (const turn of watched.turns) this.#turns.remove(turn);
      watched.turns = watched.turns.filter(({ burst }) => !burst);
    }
  }

  /** Only where there are many: of a few, each is told at once. */
  get rest(): Nanoseconds {
    return this.#beat * this.#rate < 1e9 ? zero : this.#beat;
  }

  get finished(): boolean {
    return this.#host === undefined;
  }

  get rate(): number {
    return this.#rate;
  }

  get ready(): number {
    return this.#turns.first?.at ?? Number.POSITIVE_INFINITY;
  }

  get due(): number {
    return this.#next.due;
  }

  get target(): ProbedEndpoint {
    return this.#next.watched.target;
  }

  get index(): number {
    return this.#next.watched.taken + 1;
  }

  get timeout(): Nanoseconds {
    return this.#next.timeout;
  }

  get inBurst(): boolean {
    return this.#next.burst;
  }

  advance(): void {
    const turn = this.#next;
    const { watched } = turn;
    watched.taken++;
    if (--turn.left === 0) {
      this.#turns.remove(turn);
      watched.turns = watched.turns.filter((one) => one !== turn);
      return;
    }
    if (!turn.burst) turn.due += watched.interval;
    this.#turns.move(turn, turn.due);
  }

  /** Holds only this one back: others are not its affair. */
  holdBack(until: number): void {
    this.#turns.move(this.#next, until);
  }

  /** Each entry goes on in its own phase, or all would leave at once. A burst is only late. */
  resumeAfterStandstill(now: number): void {
    for (let turn = this.#turns.first; turn !== undefined; turn = this.#turns.first) {
      const { interval } = turn.watched;
      const behind = now - turn.due;
      if (turn.burst || behind <= Math.max(interval, standstill)) return;
      const missed = Math.ceil(behind / interval);
      this.skipped += missed;
      this.putOff += missed * interval;
      turn.due += missed * interval;
      this.#turns.move(turn, turn.due);
    }
  }

  /** What `add` gave, unless it was removed. */
  #watched(entry: AgendaEntry): Watched | undefined {
    return this.#entries.has(entry as Watched) ? (entry as Watched) : undefined;
  }

  get #next(): Turn {
    return this.#turns.first!;
  }

  #begin({ turns, phase }: Watched, host: AgendaHost): void {
    const due = Math.ceil((host.now() + phase) / this.#beat) * this.#beat;
    for (const turn of turns) {
      turn.due = due;
      this.#enter(turn, host);
    }
  }

  #enter(turn: Turn, host: AgendaHost): void {
    turn.at = turn.due;
    this.#turns.add(turn);
    if (this.#turns.first === turn) host.wake();
  }
}

const zero = nanoseconds(0);

/**
 * A turn that is not in the heap yet. Not spread: each would get a shape of its own, and take four times
 * the room.
 */
const turnOf = (
  watched: Watched,
  timeout: Nanoseconds,
  { burst, due, left }: Pick<Turn, "burst" | "due" | "left">,
): Turn => ({
  at: 0,
  moment: undefined,
  before: undefined,
  after: undefined,
  watched,
  timeout,
  burst,
  due,
  left,
});
