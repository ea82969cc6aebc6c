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

/**
 * Remembers how an endpoint's replies look and tells when one looks different: a middlebox or
 * another machine answered, or the path changed. SYN-ACKs and RSTs are never alike, so each is
 * compared with the last of its own kind.
 */
export class ReplyLooks {
  readonly #last = new Map<"open" | "closed", SegmentFacts>();

  /** What changed since the last reply of this kind; empty for the first. */
  compare(kind: "open" | "closed", reply: SegmentFacts): ReplyChange[] {
    const last = this.#last.get(kind);
    this.#last.set(kind, reply);
    if (last === undefined) return [];
    const names = Object.keys(traits) as ReplyChange[];
    return names.filter((name) => traits[name](last) !== traits[name](reply));
  }
}
