import type { GlanceBody, GlanceCell, TargetBody } from "../../../src/api/contract.ts";
import { delay, percent } from "../numbers.ts";
import type { shellWords } from "../shell/words.ts";
import { ago, type TimeStyle } from "../time.ts";
import type { LabelRoom } from "./label-room.ts";
import type { LiveTarget } from "./live-target.ts";
import type { overviewWords } from "./words.ts";

/** How rows say what they say: the same for all of them. */
export type Manner = {
  readonly words: (typeof overviewWords)["en"];
  readonly outcomes: (typeof shellWords)["en"]["outcomes"];
  readonly style: TimeStyle;
  readonly labelRoom: LabelRoom;
};

/** What a row shows of a target at one moment. */
export type Shown = Pick<TargetBody, "id" | "name" | "labels" | "state" | "since" | "flapping"> & {
  readonly glance: GlanceBody | undefined;
  readonly last: string;
  readonly loss: string;
  readonly p50: string;
  readonly p99: string;
  readonly changed: string;
};

const nothing: GlanceCell = { sent: 0, lost: 0 };

/** A target changes in place: this is how it is `now`, in words. */
export function shownOf(
  target: LiveTarget,
  glance: GlanceBody | undefined,
  now: number,
  { outcomes, style: { locale } }: Manner,
): Shown {
  const { id, name, labels, state, since, flapping } = target;
  const { sent, lost, p50Ms, p99Ms } = glance?.window ?? nothing;
  return {
    id,
    name,
    labels,
    state,
    since,
    flapping,
    glance,
    last: lastText(target.last, outcomes, locale),
    loss: percent(sent === 0 ? undefined : lost / sent, locale),
    p50: delay(p50Ms, locale),
    p99: delay(p99Ms, locale),
    changed: ago(since, now, locale),
  };
}

/** The delay of the latest probe, or what came instead of an answer. */
function lastText(
  last: LiveTarget["last"],
  outcomes: Manner["outcomes"],
  locale: TimeStyle["locale"],
): string {
  if (last === undefined) return "–";
  return last.outcome === "open" && last.rttMs !== undefined
    ? delay(last.rttMs, locale)
    : outcomes[last.outcome];
}
