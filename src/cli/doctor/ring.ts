import { type Check, notOk, ok } from "./check.ts";

export type RingReading = {
  readonly octets: number;
  readonly blocks: number;
  /** Frames that the kernel dropped during the self-probe because the ring was full. */
  readonly drops: number;
};

/** Undefined when no tap could be opened. */
export function checkRing(ring: RingReading | undefined): Check {
  const name = "ring";
  if (ring === undefined) {
    const remedy = "make the method syn work, then look again";
    return notOk(name, "unknown", "not checked: no tap could be opened", remedy);
  }
  const { octets, blocks, drops } = ring;
  const seen = `${octets / 2 ** 20} MiB in ${blocks} blocks, ${drops} frames dropped`;
  if (drops === 0) return ok(name, seen);
  return notOk(name, "failed", seen, "take load from this machine, or probe with a lower --rate");
}
