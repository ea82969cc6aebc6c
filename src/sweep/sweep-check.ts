/** How well the measuring of a sweep itself went, as `SelfCheck` tells it of a prober. */
export type SweepCheck = {
  /** Frames that the kernel dropped because a ring was full. */
  readonly ringDrops: number;
  /** Replies whose SYN was not seen leaving. */
  readonly unseenSends: number;
  /** SYNs that were neither answered nor seen leaving. */
  readonly heldBack: number;
  /** Steps of the wall clock. */
  readonly clockSteps: number;
  /** Delays by the kernel's clock, and by our own. */
  readonly byKernel: number;
  readonly byOurClock: number;
};

export const flawless: SweepCheck = {
  ringDrops: 0,
  unseenSends: 0,
  heldBack: 0,
  clockSteps: 0,
  byKernel: 0,
  byOurClock: 0,
};

/** Of threads side by side: each of them saw the same steps of the one clock. */
export const sideBySide = (checks: readonly SweepCheck[]): SweepCheck => ({
  ...checks.reduce(oneAfterTheOther, flawless),
  clockSteps: Math.max(0, ...checks.map(({ clockSteps }) => clockSteps)),
});

/** Of a sweep and the one that goes on with it. */
export const oneAfterTheOther = (one: SweepCheck, other: SweepCheck): SweepCheck => ({
  ringDrops: one.ringDrops + other.ringDrops,
  unseenSends: one.unseenSends + other.unseenSends,
  heldBack: one.heldBack + other.heldBack,
  clockSteps: one.clockSteps + other.clockSteps,
  byKernel: one.byKernel + other.byKernel,
  byOurClock: one.byOurClock + other.byOurClock,
});
