import { readFileSync } from "node:fs";

/** How often the counters are read, and so how exact `seconds` is. */
const everyMs = 20;

/** Sees from outside when packets begin to come in for a namespace, and when no more come. */
export class WireWatch implements Disposable {
  readonly #path: string;
  readonly #prefix: string;
  readonly #ticker: NodeJS.Timeout;
  #received = 0;
  #looked = performance.now();
  #started: number | undefined;
  #ended = 0;

  /** `pid` is of a process that will be in the namespace, or is. */
  constructor(pid: number, device: string) {
    this.#path = `/proc/${pid}/net/dev`;
    this.#prefix = `${device}:`;
    this.#received = Number.POSITIVE_INFINITY;
    this.#ticker = setInterval(() => this.#look(), everyMs);
  }

  /** From the first packet that came in to the last. */
  get seconds(): number {
    return (this.#ended - (this.#started ?? this.#ended)) / 1000;
  }

  #look(): void {
    const now = performance.now();
    const received = this.#packetsIn();
    if (received === undefined) return;
    if (received > this.#received) {
      this.#started ??= this.#looked;
      this.#ended = now;
    }
    this.#received = received;
    this.#looked = now;
  }

  /** Undefined before the process has entered the namespace and after its end. */
  #packetsIn(): number | undefined {
    try {
      const lines = readFileSync(this.#path, "utf8").split("\n");
      const ours = lines.find((line) => line.trimStart().startsWith(this.#prefix));
      return ours === undefined ? undefined : Number(ours.split(":")[1]!.trim().split(/\s+/)[1]);
    } catch {
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#ticker);
  }
}
