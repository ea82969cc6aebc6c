import type { Link, Origin } from "../net/index.ts";
import { nanosecondsFromSeconds } from "../units.ts";
import type { ProbeRequest } from "./engine-listener.ts";
import { type Outstanding, state } from "./outstanding.ts";

const none = 0;
/** How many ports of the rotation to look at before holding more. */
const glances = 8;
/** A flow that was answered this long ago is taken again rather than holding one more port. */
const rested = nanosecondsFromSeconds(2);

type Flow = Pick<ProbeRequest, "origin" | "words" | "port" | "rotation">;

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

  /** A held port whose flow to this destination is free; 0 when the caller must wait for one. HOT. */
  pick(flow: Flow, now: number): number {
    const { origin } = flow;
    const { ports } = origin;
    const free = this.#rotate(flow, Math.min(glances, ports.length), now - rested);
    if (free !== none) return free;
    const before = ports.length;
    if (this.#link.holdPorts(origin, Math.max(before, glances)) > 0) {
      this.#cursors.set(origin, before + 1);
      return ports[before]!;
    }
    // An answered flow has been reset, so it may carry a new SYN; a waiting or lost one may not.
    return this.#rotate(flow, ports.length, Number.POSITIVE_INFINITY);
  }

  /** Of so many ports the first that carries nothing, or only what left before then and was answered. */
  #rotate({ origin, words, port, rotation }: Flow, tries: number, before: number): number {
    const { ports } = origin;
    const { state: states, handedOver } = this.#table;
    const start = rotation ?? this.#cursors.get(origin) ?? 0;
    for (let attempt = 0; attempt < tries; attempt++) {
      const at = (start + attempt) % ports.length;
      const slot = this.#table.byFlow(words, 0, port, ports[at]!);
      if (slot >= 0 && !(states[slot] === state.answered && handedOver[slot]! < before)) continue;
      if (rotation === undefined) this.#cursors.set(origin, at + 1);
      return ports[at]!;
    }
    return none;
  }
}
