import { outcomes } from "../../probe/index.ts";
import type { Progress } from "./share.ts";

/** Where the line goes: standard error, when it is a terminal. */
export type Screen = { write(text: string): unknown; readonly columns?: number };

const eraseLine = "\r\u001b[K";
const millisecondsBetweenLines = 250;
const linesOfPace = 8;

/** One line on a terminal, written over and over: how far a sweep is and what it has found. */
export class ProgressLine implements Disposable {
  readonly #screen: Screen;
  readonly #endpoints: number;
  readonly #rate: number;
  readonly #shares = new Map<number, Progress>();
  readonly #ticker: NodeJS.Timeout;
  /** What had been sent when: the pace is that of the last few lines. */
  readonly #before: { readonly sent: number; readonly when: number }[] = [];
  #shown = false;

  /** `endpoints`: how many this run may have to tell; `rate`: how many it may send a second. */
  constructor(screen: Screen, endpoints: number, rate: number) {
    this.#screen = screen;
    this.#endpoints = endpoints;
    this.#rate = rate;
    this.#ticker = setInterval(() => this.#draw(performance.now()), millisecondsBetweenLines);
    this.#ticker.unref();
  }

  take(share: number, progress: Progress): void {
    this.#shares.set(share, progress);
  }

  /** Before other text is written. */
  hide(): void {
    if (this.#shown) this.#screen.write(eraseLine);
    this.#shown = false;
  }

  #draw(now: number): void {
    const shares = [...this.#shares.values()];
    const { sent } = totals(shares);
    const [oldest] = this.#before;
    const pace = oldest && ((sent - oldest.sent) * 1000) / (now - oldest.when);
    if (this.#before.push({ sent, when: now }) > linesOfPace) this.#before.shift();
    const text = progressText(shares, this.#endpoints, this.#rate, pace);
    // A terminal that does not know its width says 0.
    const { columns = 0 } = this.#screen;
    this.#screen.write(eraseLine + text.slice(0, (columns || 80) - 1));
    this.#shown = true;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ticker);
    this.hide();
  }
}

/** `12,345 of 65,536 (18.8%), 998/s, 9,000 open, 100 closed, 3 timeout, 0:53 left`. */
export function progressText(
  shares: readonly Progress[],
  endpoints: number,
  rate: number,
  pace: number | undefined,
): string {
  const { told, drops, left, worthTelling } = totals(shares);
  const toSend = shares.length === 0 ? endpoints : left;
  const secondsLeft = toSend / Math.min(rate, Math.max(pace ?? rate, 1));
  return [
    `${grouped(told)} of ${grouped(endpoints)} (${((told * 100) / endpoints).toFixed(1)}%)`,
    ...(pace === undefined ? [] : [`${grouped(Math.round(pace))}/s`]),
    ...worthTelling.map(([name, count]) => `${grouped(count)} ${name}`),
    `${grouped(drops)} dropped`,
    `${clockTime(secondsLeft)} left`,
  ].join(", ");
}

function totals(shares: readonly Progress[]) {
  const sum = (name: keyof Progress["counters"]) =>
    shares.reduce((total, { counters }) => total + (counters[name] ?? 0), 0);
  const counts = outcomes.map((name) => [name, sum(name)] as const);
  return {
    sent: sum("sent"),
    told: counts.reduce((total, [, count]) => total + count, 0),
    drops: shares.reduce((total, { drops }) => total + drops, 0),
    left: shares.reduce((total, share) => total + share.left, 0),
    worthTelling: counts.filter(([name, count]) => name === "open" || count > 0),
  };
}

const grouped = (count: number): string => count.toLocaleString("en");

/** `0:53`, `1:02:03`. */
function clockTime(seconds: number): string {
  const whole = Math.ceil(Math.max(0, seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

const two = (part: number): string => String(part).padStart(2, "0");
