const aSecond = 50;
const burst = 200;
const mostAddresses = 10_000;

/** Holds each address to so many requests a second, with some at once. Time is monotonic milliseconds. */
export class RequestRate {
  readonly #now: () => number;
  /** When the tokens of an address would all be back. */
  readonly #full = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** 0 when the request may pass, else the milliseconds until one may. */
  take(address: string): number {
    const now = this.#now();
    const full = Math.max(this.#full.get(address) ?? 0, now);
    const wait = full - now - (burst - 1) * (1000 / aSecond);
    if (wait > 0) return wait;
    if (this.#full.size >= mostAddresses) this.#forget(now);
    this.#full.set(address, full + 1000 / aSecond);
    return 0;
  }

  #forget(now: number): void {
    for (const [address, full] of this.#full) if (full <= now) this.#full.delete(address);
    if (this.#full.size >= mostAddresses) this.#full.clear();
  }
}
