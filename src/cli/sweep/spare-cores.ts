/**
 * Which of the shares that still run have a core beside their own: as many as there are cores that
 * no running share is for. A share that ends frees its own, so that the last one is done sooner.
 */
export class SpareCores {
  readonly #cores: number;
  /** Of each share that runs, what tells it that it has one. */
  readonly #running = new Map<number, () => void>();
  readonly #promises: readonly Promise<void>[];

  /** Of so many shares that all run from now on, on a machine of so many cores. */
  constructor(shares: number, cores: number) {
    this.#cores = cores;
    this.#promises = Array.from(
      { length: shares },
      (_, share) => new Promise((resolve) => this.#running.set(share, resolve)),
    );
    this.#giveOut();
  }

  /** Resolves when a core is there for this share; never, when none will be. */
  for(share: number): Promise<void> {
    return this.#promises[share]!;
  }

  /** A share runs no more. */
  end(share: number): void {
    this.#running.delete(share);
    this.#giveOut();
  }

  /** The first ones have theirs: who had one keeps it. */
  #giveOut(): void {
    const spare = Math.max(0, this.#cores - this.#running.size);
    for (const give of [...this.#running.values()].slice(0, spare)) give();
  }
}
