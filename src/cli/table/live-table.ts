import type { ProbeEvent } from "../../probe/index.ts";
import { type Nanoseconds, nanosecondsFromSeconds } from "../../units.ts";
import type { Style } from "../style.ts";
import type { Board } from "./board.ts";
import { liveLines, roomFor } from "./live-view.ts";

/** A terminal: standard output, when somebody watches it. */
export type Terminal = {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
  readonly writableNeedDrain?: boolean;
};

const millisecondsBetweenFrames = 250;
/** A frame that took long is followed by a pause of so many times as long: 4 % of one core at most. */
const restAfterFrame = 25;

// ECMA-48 and xterm: the other screen, without wrapping; and back to what was there before.
const enter = "\u001b[?1049h\u001b[?7l\u001b[?25l";
const leave = "\u001b[?25h\u001b[?7h\u001b[?1049l";
const home = "\u001b[H";
const restOfLine = "\u001b[K";
const restOfScreen = "\u001b[J";

/**
 * Shows a board on a terminal, a few times a second, on the terminal's other screen: what stood
 * there before comes back when this is disposed, or as soon as the run is stopped.
 */
export class LiveTable implements Disposable {
  readonly #board: Board;
  readonly #terminal: Terminal;
  readonly #look: { readonly style: Style; readonly interval: number };
  readonly #start = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** `interval`: between two probes of an endpoint. */
  constructor(
    board: Board,
    terminal: Terminal,
    { style, interval, stopped }: { style: Style; interval: Nanoseconds; stopped: AbortSignal },
  ) {
    this.#board = board;
    this.#terminal = terminal;
    this.#look = { style, interval: interval / nanosecondsFromSeconds(1) };
    if (stopped.aborted) return;
    terminal.write(enter);
    this.#timer = setTimeout(() => this.#draw(), 0);
    stopped.addEventListener("abort", () => this[Symbol.dispose](), { once: true });
  }

  take(event: ProbeEvent): void {
    this.#board.take(event, Math.floor(this.#seconds()));
  }

  #seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  #draw(): void {
    const before = performance.now();
    // A terminal that reads slowly gets fewer frames, not a queue of old ones.
    if (this.#terminal.writableNeedDrain !== true) this.#terminal.write(this.#frame());
    const pause = Math.max(
      millisecondsBetweenFrames,
      restAfterFrame * (performance.now() - before),
    );
    this.#timer = setTimeout(() => this.#draw(), pause);
  }

  #frame(): string {
    const { columns = 80, rows = 24 } = this.#terminal;
    const window = { columns, rows };
    const seconds = this.#seconds();
    const totals = this.#board.totals(seconds);
    const worst = this.#board.worst(roomFor(totals.endpoints, window), Math.floor(seconds));
    const lines = liveLines(worst, totals, window, this.#look);
    return home + lines.map((line) => line + restOfLine).join("\r\n") + restOfScreen;
  }

  [Symbol.dispose](): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#terminal.write(leave);
  }
}
