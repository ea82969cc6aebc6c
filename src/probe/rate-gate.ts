import { isGloballyRoutable } from "../wire/index.ts";
import type { RateCaps } from "./pace.ts";

/** A probe may leave this much before its turn, so that punctual plans are never held up by rounding. */
const tolerance = 0.5;
/** How many addresses to remember, at the least, before those that have been idle are forgotten. */
const fewAddresses = 10_000;

/** One rate that must not be exceeded (the generic cell rate algorithm of ITU-T I.371). */
class Gate {
  readonly #spacing: number;
  /** When the next one would be due if all came evenly. */
  due = Number.NEGATIVE_INFINITY;

  constructor(rate: number) {
    this.#spacing = 1e9 / rate;
  }

  /** From when on one may pass, monotonic; a moment that is past when it may at once. */
  opensAt(burst: number): number {
    return this.due - (burst - tolerance) * this.#spacing;
  }

  pass(now: number): void {
    this.due = Math.max(this.due, now) + this.#spacing;
  }
}

/**
 * Holds a prober to its caps over all that it is asked for together: plans side by side, and
 * single probes in a loop. A plan by itself is paced to the caps already and never waits here.
 */
export class RateGate {
  readonly #caps: RateCaps;
  readonly #burst: number;
  readonly #all: Gate;
  readonly #addresses = new Map<number | string, Gate>();
  #mostAddresses = fewAddresses;

  /** `burst`: as many may leave to one address at once; a second's worth unless said. */
  constructor(caps: RateCaps, burst = caps.ratePerAddress) {
    this.#caps = caps;
    this.#burst = burst;
    this.#all = new Gate(caps.rate);
  }

  /** Whether a probe to this address may leave now. */
  allows(family: 4 | 6, words: Uint32Array, now: number): boolean {
    return this.opensAt <= now && this.opensToward(family, words, now) <= now;
  }

  /** From when on a probe may leave at all: one second's worth at once, so that a stall is caught up. */
  get opensAt(): number {
    return this.#all.opensAt(this.#caps.rate);
  }

  /** From when on one may leave to this address, as far as the address is concerned. */
  opensToward(family: 4 | 6, words: Uint32Array, now: number): number {
    if (!isGloballyRoutable(family, words)) return now;
    return this.#gateOf(family, words, now).opensAt(this.#burst);
  }

  /** Counts a probe that left. */
  count(family: 4 | 6, words: Uint32Array, now: number): void {
    this.#all.pass(now);
    if (isGloballyRoutable(family, words)) this.#gateOf(family, words, now).pass(now);
  }

  #gateOf(family: 4 | 6, words: Uint32Array, now: number): Gate {
    const address = family === 4 ? words[0]! : words.join();
    const known = this.#addresses.get(address);
    if (known !== undefined) return known;
    if (this.#addresses.size >= this.#mostAddresses) this.#forgetIdle(now);
    const gate = new Gate(this.#caps.ratePerAddress);
    this.#addresses.set(address, gate);
    return gate;
  }

  #forgetIdle(now: number): void {
    for (const [address, gate] of this.#addresses) {
      if (gate.due <= now) this.#addresses.delete(address);
    }
    this.#mostAddresses = Math.max(fewAddresses, this.#addresses.size * 2);
  }
}
