import { median, type Sweep, type SweepRecord } from "./sweep-record.ts";
import type { Target } from "./target.ts";

/** A tool that misses less than this share counts as one that misses nothing much. */
export const negligible = 0.001;

const times = { one: 0.9, two: 1.5 };
const mostUser = 0.15;

/** What is promised of our sweeps with one thread and with two, beside zmap's best. */
export function throughputTargets(
  ours: readonly [one: SweepRecord, two: SweepRecord],
  zmap: SweepRecord | undefined,
): Target[] {
  return [
    ...ours.map(noneMissed),
    ...atLeast(ours[1], times.two, zmap),
    ...atLeast(ours[0], times.one, zmap),
  ];
}

const rate = ({ answers, seconds }: Sweep): number => answers / seconds;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const noneMissed = (record: SweepRecord): Target => ({
  promise: `${record.sweeper.name}: none missed`,
  measured: `${record.sweeps.reduce((sum, { asked, answers }) => sum + asked - answers, 0)} missed`,
  met: record.missed === 0,
});

/** Sweeps are compared with those of the same round: both met the same moods of the machine. */
function atLeast(ours: SweepRecord, least: number, zmap: SweepRecord | undefined): Target[] {
  if (zmap === undefined) return [];
  // zmap was measured before the rounds too, to find its setting.
  const theirs = zmap.sweeps.slice(-ours.sweeps.length);
  const ratio = median(ours.sweeps.map((sweep, round) => rate(sweep) / rate(theirs[round]!)));
  return [
    {
      promise: `${ours.sweeper.name}: at least ${least} times the answers a second of ${zmap.sweeper.name}`,
      measured: `${ratio.toFixed(2)}; zmap usually missed ${(zmap.usuallyMissed * 100).toFixed(3)} %`,
      met: ratio >= least,
    },
  ];
}

/** What is promised of JavaScript's own part, where no line is written for each endpoint. */
export const userTarget = (record: SweepRecord): Target => ({
  promise: `${record.sweeper.name}: at most ${percent(mostUser)} of the processor time is user time`,
  measured: percent(record.userShare),
  met: record.userShare <= mostUser,
});
