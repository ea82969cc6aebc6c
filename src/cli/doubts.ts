import type { SelfCheck } from "../probe/index.ts";
import { nanoseconds } from "../units.ts";
import { formatDelay } from "./render/delay.ts";

const many = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

/** What a run saw besides, over all endpoints. */
export type RunFacts = {
  readonly open: number;
  /** Delays by the kernel's clock, and by our own. */
  readonly byKernel: number;
  readonly byOurClock: number;
};

/** What of a prober's self-check may cast doubt on its numbers. */
export type Check = Pick<
  SelfCheck,
  | "ringDrops"
  | "lateSends"
  | "largestLateness"
  | "putOff"
  | "clockSteps"
  | "unseenSends"
  | "heldBack"
  | "resetsSent"
>;

/** What may have made a run's numbers wrong: a doubtful measurement never looks right. */
export function doubtsOf(check: Check, run: RunFacts): string[] {
  const { ringDrops, lateSends, largestLateness, clockSteps, unseenSends } = check;
  const mixed = run.byKernel > 0 && run.byOurClock > 0;
  return [
    ringDrops > 0 &&
      `the kernel dropped ${many(ringDrops, "frame")} unseen: some timeouts may be answers that we missed`,
    lateSends > 0 &&
      `${many(lateSends, "probe")} left late, by up to ${formatDelay(nanoseconds(Math.round(largestLateness)))}: this machine is busy`,
    check.putOff > 0 &&
      `the schedule was put off by ${formatDelay(check.putOff)}: this process or machine stood still`,
    clockSteps > 0 &&
      `the clock was stepped ${many(clockSteps, "time")}: delays around that are from the monotonic clock`,
    unseenSends > 0 &&
      `${many(unseenSends, "SYN was", "SYNs were")} answered but not seen leaving: such delays are from our own clock`,
    ringDrops === 0 &&
      check.heldBack > 0 &&
      `${many(check.heldBack, "SYN was", "SYNs were")} not seen leaving this host: perhaps the next hop has no link-layer address`,
    unseenSends + clockSteps === 0 &&
      mixed &&
      `${many(run.byOurClock, "delay is", "delays are")} from our own clock, the others from the kernel's: compare them with care`,
    check.resetsSent === 0 &&
      run.open > 1 &&
      "SYN-ACKs came, but no RST was seen leaving: half-open entries stay at the target (see halfopen doctor)",
  ].filter((doubt) => doubt !== false);
}
