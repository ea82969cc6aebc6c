import type { SelfCheck } from "../probe/index.ts";
import { nanoseconds } from "../units.ts";
import { formatDelay } from "./render/delay.ts";

const many = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;

/** What may have made a run's numbers wrong: a doubtful measurement never looks right. */
export function doubtsOf(check: SelfCheck): string[] {
  const { ringDrops, lateSends, largestLateness, clockSteps, unseenSends } = check;
  return [
    ringDrops > 0 &&
      `the kernel dropped ${many(ringDrops, "frame")} unseen: some timeouts may be answers that we missed`,
    lateSends > 0 &&
      `${many(lateSends, "probe")} left late, by up to ${formatDelay(nanoseconds(Math.round(largestLateness)))}: this machine is busy`,
    clockSteps > 0 &&
      `the clock was stepped ${many(clockSteps, "time")}: delays around that are from the monotonic clock`,
    unseenSends > 0 &&
      `${many(unseenSends, "SYN was", "SYNs were")} answered but not seen leaving: such delays are from our own clock`,
  ].filter((doubt) => doubt !== false);
}

/** What a stopped run leaves open. */
export const unanswered = (count: number): string =>
  `${many(count, "more probe was", "more probes were")} still unanswered when stopped, and counted nowhere`;
