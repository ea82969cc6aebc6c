import { BroadcastChannel } from "node:worker_threads";
import type { Clock } from "../../src/clock.ts";
import { openClock } from "../../src/net/index.ts";

const second = 1000;

/** A machine's clocks of which the wall clock can be set, for this thread and the store's. */
export class SteppedClock implements Clock, Disposable {
  readonly #machine = openClock();
  readonly #channel = `stepped-clock-${process.pid}`;
  readonly #steps = new BroadcastChannel(this.#channel);
  #ahead: number;

  /** Shows this time at first, epoch milliseconds, to the second. */
  constructor(wall: number) {
    this.#ahead = Math.round((wall - Date.now()) / second) * second;
  }

  monotonic: Clock["monotonic"] = () => this.#machine.monotonic();

  wall: Clock["wall"] = () => {
    const { seconds, nanoseconds } = this.#machine.wall();
    return { seconds: seconds + this.#ahead / second, nanoseconds };
  };

  /** Epoch milliseconds. */
  now = (): number => Date.now() + this.#ahead;

  /** Sets the wall clock forth, or back, by so many milliseconds; whole seconds. */
  step(by: number): void {
    this.#ahead += by;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads, not windows
    this.#steps.postMessage(this.#ahead);
  }

  /** The module of a store's thread that goes by this clock. */
  get storeWorker(): URL {
    const url = new URL("./stepped-worker.mjs", import.meta.url);
    url.searchParams.set("ahead", String(this.#ahead));
    url.searchParams.set("steps", this.#channel);
    return url;
  }

  [Symbol.dispose](): void {
    this.#steps.close();
    this.#machine[Symbol.dispose]();
  }
}
