import type { ReplyChange, SegmentFacts } from "./result.ts";

/** What one machine's replies of one kind have in common, whatever they answer. */
const traits: Record<ReplyChange, (reply: SegmentFacts) => unknown> = {
  ttl: (reply) => reply.ttl,
  window: (reply) => reply.window,
  mss: (reply) => reply.options.mss,
  "window-scale": (reply) => reply.options.windowScale,
  "sack-permitted": (reply) => reply.options.sackPermitted,
  timestamps: (reply) => reply.options.timestamps !== undefined,
};
const names = Object.keys(traits) as readonly ReplyChange[];
const none: readonly ReplyChange[] = [];

/** The traits of a reply, in the order of their names. */
type Look = readonly unknown[];

/**
 * Remembers how an endpoint's replies look and tells when one looks different: a middlebox or
 * another machine answered, or the path changed. SYN-ACKs and RSTs are never alike, so each is
 * compared with the last of its own kind.
 */
export class ReplyLooks {
  #open: Look | undefined;
  #closed: Look | undefined;

  /** What changed since the last reply of this kind; empty for the first. HOT: for each reply. */
  compare(kind: "open" | "closed", reply: SegmentFacts): readonly ReplyChange[] {
    const last = kind === "open" ? this.#open : this.#closed;
    if (last !== undefined && looks(last, reply)) return none;
    const look = lookOf(reply);
    if (kind === "open") this.#open = look;
    else this.#closed = look;
    return last === undefined ? none : names.filter((_, place) => last[place] !== look[place]);
  }
}

function looks(look: Look, reply: SegmentFacts): boolean {
  for (let place = 0; place < names.length; place++) {
    if (traits[names[place]!](reply) !== look[place]) return false;
  }
  return true;
}

/** The look that was new last: most endpoints look like one of the same few machines, and share it. */
let latest: Look | undefined;

function lookOf(reply: SegmentFacts): Look {
  if (latest === undefined || !looks(latest, reply)) {
    latest = names.map((name) => traits[name](reply));
  }
  return latest;
}
