import { HalfopenError } from "../../errors.ts";
import { decodeHistogram, encodeHistogram, Histogram } from "../../stats/index.ts";
import { flawless, oneAfterTheOther, type SweepCheck } from "../../sweep/index.ts";
import { type Nanoseconds, nanoseconds } from "../../units.ts";
import type { ScoreFacts } from "./score.ts";

/** What a resumed sweep takes over besides its position, so that its summary is that of one run. */
export type Carried = {
  readonly score: ScoreFacts;
  readonly check: SweepCheck;
  readonly elapsed: Nanoseconds;
};

export const nothingCarried: Carried = {
  score: { counters: {}, rejected: [], groups: [] },
  check: flawless,
  elapsed: nanoseconds(0),
};

/** As JSON can hold it. */
export const packCarried = ({ score, ...rest }: Carried): unknown => ({
  ...rest,
  ...score,
  groups: score.groups.map(({ rtt, ...group }) => ({
    ...group,
    rtt: Buffer.from(encodeHistogram(Histogram.from(rtt))).toString("base64"),
  })),
});

/** Throws RESUME_REFUSED for what `packCarried` cannot have made. `path` is the file it comes from. */
export function unpackCarried(packed: unknown, path: string): Carried {
  try {
    const { counters, rejected, groups, check, elapsed } = packed as Packed;
    return {
      score: {
        counters: { ...counters },
        rejected: [...rejected],
        groups: groups.map(({ rtt, ...group }) => ({
          ...group,
          rtt: decodeHistogram(Buffer.from(rtt, "base64")).snapshot(),
        })),
      },
      check: oneAfterTheOther(flawless, check),
      elapsed: nanoseconds(Number(elapsed)),
    };
  } catch (cause) {
    throw new HalfopenError("RESUME_REFUSED", `${path} is damaged, and cannot be gone on from`, {
      remedy: "start the sweep again",
      cause,
    });
  }
}

type Packed = Omit<ScoreFacts, "groups"> &
  Omit<Carried, "score"> & {
    readonly groups: readonly (Omit<ScoreFacts["groups"][number], "rtt"> & {
      readonly rtt: string;
    })[];
  };
