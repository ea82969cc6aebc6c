import type { Link, Origin } from "../net/index.ts";
import { nanosecondsFromSeconds } from "../units.ts";
import { type Outstanding, state } from "./outstanding.ts";

const none = 0;
/** How many ports of the rotation to look at before holding more. */
const glances = 8;
/** A flow that was answered this long ago is taken again rather than holding one more port. */
const rested = nanosecondsFromSeconds(2);

type Flow = { origin: Origin; words: Uint32Array; port: number };

/**
 * Picks source ports in rotation, so that consecutive probes take different flows (and different
 * paths of an ECMP group) and no two outstanding probes share a 4-tuple.
 */
export class FlowPicker {
  readonly #table: Outstanding;
  readonly #link: Link;
  readonly #cursors = new Map<Origin, number>();

  constructor(table: Outstanding, link: Link) {
    this.#table = table;
    this.#link = link;
  }

  /** A held port whose flow to this destination is free; 0 when the caller must wait for one. */
  pick({ origin, words, port }: Flow, now: number): number {
    const { ports } = origin;
    const { state: states, handedOver } = this.#table;
    const isFree = (slot: number) =>
      slot < 0 || (states[slot] === state.answered && now - handedOver[slot]! > rested);
    const free = this.#rotate(origin, words, port, Math.min(glances, ports.length), isFree);
    if (free !== none) return free;
    const before = ports.length;
    if (this.#link.holdPorts(origin, Math.max(before, glances)) > 0) {
      this.#cursors.set(origin, before + 1);
      return ports[before]!;
    }
    // An answered flow has been reset, so it may carry a new SYN; a waiting or lost one may not.
    const reusable = (slot: number) => slot < 0 || states[slot] === state.answered;
    return this.#rotate(origin, words, port, ports.length, reusable);
  }

  #rotate(
    origin: Origin,
    words: Uint32Array,
    port: number,
    tries: number,
    usable: (slot: number) => boolean,
  ): number {
    const { ports } = origin;
    let cursor = this.#cursors.get(origin) ?? 0;
    for (let attempt = 0; attempt < tries; attempt++) {
      const candidate = ports[cursor % ports.length]!;
      cursor = (cursor + 1) % ports.length;
      if (!usable(this.#table.byFlow(words, 0, port, candidate))) continue;
      this.#cursors.set(origin, cursor);
      return candidate;
    }
    return none;
  }
}
