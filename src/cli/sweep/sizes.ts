import type { KernelLinkOptions } from "../../net/index.ts";
import type { Nanoseconds } from "../../units.ts";

const fewestSlots = 4096;
/** Of all threads together: about 100 MB. */
const mostSlots = 524_288;
/** A rate is kept on average, and answers are told a little after their deadline. */
const slack = 1.25;

type Patience = {
  readonly rate: number;
  readonly timeout: Nanoseconds;
  readonly linger: Nanoseconds;
  readonly tries: number;
};

/** How many probes one of `threads` threads may have outstanding or lingering: what its rate needs. */
export function capacityFor(
  { rate, timeout, linger, tries }: Patience,
  endpoints: number,
  threads: number,
): number {
  const wanted = (rate * (timeout + linger) * slack) / 1e9 / threads;
  const most = Math.min(mostSlots / threads, Math.ceil((endpoints * tries) / threads));
  return Math.ceil(Math.min(Math.max(wanted, fewestSlots), Math.max(most, fewestSlots / 4)));
}

const [leastBatch, mostBatch] = [64, 1024] as const;

/** SYNs to a system call: those of a millisecond, so that a fast sender asks its event loop less often. */
export const batchFor = (rate: number): number =>
  Math.round(Math.min(Math.max(rate / 1000, leastBatch), mostBatch));

/** A SYN and its answer, each with the kernel's own header before it. */
const octetsAnExchange = 400;
/** How long the event loop may stall before frames are dropped. */
const secondsKept = 0.25;
const leastRing = 2 ** 23;
const mostRing = 2 ** 24;
/** Below this rate a block of 2 ms holds so few frames that small ones are better. */
const fastRate = 10_000;

type RingSize = NonNullable<KernelLinkOptions["ring"]>;

/** The ring for so many probes a second: 8 to 16 MiB. */
export function ringFor(rate: number): RingSize {
  const wanted = rate * octetsAnExchange * secondsKept;
  const octets = Math.min(Math.max(wanted, leastRing), mostRing);
  const blockSize = rate < fastRate ? 8192 : 65_536;
  return { blockSize, blocks: Math.ceil(octets / blockSize) };
}
