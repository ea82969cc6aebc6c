import { KernelLink, openClock } from "../../net/index.ts";
import {
  EndpointSpace,
  Bitmap,
  Permutation,
  type Position,
  type SavedPosition,
  type SpaceData,
  type SweepCheck,
  type SweepEndpoint,
  Sweeper,
} from "../../sweep/index.ts";
import type { SweepSettings } from "../sweep-settings.ts";
import { BatchingSink, type Outlet } from "./batching-sink.ts";
import { type LineLook, lineWriter } from "./lines.ts";
import { type Failure, failureOf } from "./failure.ts";
import { Score, type ScoreFacts } from "./score.ts";
import { batchFor, capacityFor, ringFor } from "./sizes.ts";

/** What of the settings decides how probes are sent. */
export type SendSettings = Pick<
  SweepSettings,
  | "tries"
  | "timeout"
  | "pause"
  | "linger"
  | "rate"
  | "maxRatePerAddress"
  | "interface"
  | "source"
  | "ttl"
  | "dscp"
  | "bare"
>;

/** The share of a sweep that one thread has, as plain data. */
export type Share = {
  readonly space: SpaceData;
  readonly seed: number;
  readonly share: number;
  readonly shares: number;
  readonly from: SavedPosition;
  readonly send: SendSettings;
  readonly look: LineLook;
};

/** How far a share has come. */
export type Progress = {
  readonly counters: ScoreFacts["counters"];
  readonly drops: number;
  /** How many SYNs are probably left to send. */
  readonly left: number;
};

/** What a share came to. */
export type ShareReport = {
  readonly score: ScoreFacts;
  /** False when it was stopped before its end. */
  readonly finished: boolean;
  /** Undefined when it was lost with its thread. */
  readonly position: SavedPosition | undefined;
  readonly sent: number;
  /** Sends a second, from the first to the last; undefined for fewer than two. */
  readonly rate: number | undefined;
  /** Nanoseconds between the two neighbouring sends that were furthest apart. */
  readonly largestGap: number;
  readonly check: SweepCheck;
  /** What ended it before its end, other than `stop`. */
  readonly failure?: Failure;
};

const millisecondsBetweenLooks = 100;
/**
 * One thread prepares and judges as much as two cores hand to the kernel, which costs several times as
 * much. The third has a batch when another has left and the next is not ready.
 */
const threadsBeside = 3;

/**
 * Sweeps one share to its end, or until `stop` is aborted and all that was sent is told. Lines go
 * to `outlet` in batches; `progress` is told a few times a second, and `opened` what it opened. From
 * `spareCore` on, threads beside do the kernel's part of the work.
 * Throws as `KernelLink`, with nothing sent; what goes wrong later is in the report.
 */
export async function sweepShare(
  { space: data, seed, share, shares, from, send, look }: Share,
  outlet: Outlet,
  progress: (progress: Progress) => void,
  stop: AbortSignal,
  spareCore: Promise<void>,
  opened: (link: Disposable) => void = () => {},
): Promise<ShareReport> {
  const space = new EndpointSpace(data);
  const score = new Score();
  const sink = new BatchingSink(
    score,
    lineWriter(look, { nameOf: namesIn(space), zoneOf: zonesIn(space) }),
    outlet,
  );
  const { interface: device, source } = send;
  using link = new KernelLink({
    ring: ringFor(send.rate / shares),
    batch: batchFor(send.rate / shares),
    ...(device !== undefined && { interface: device }),
    ...(source !== undefined && { source }),
  });
  opened(link);
  void spareCore.then(() => link.useThreadsBeside(threadsBeside));
  const options = {
    ...send,
    rate: send.rate / shares,
    // One address may be in every share: together they must keep to the cap.
    ratePerAddress: send.maxRatePerAddress / shares,
    share,
    shares,
    capacity: capacityFor(send, space.size, shares),
  };
  const order = resolvedOrder(space, new Permutation(space.size, seed));
  const sweeper = new Sweeper(
    link,
    openClock(),
    space,
    order,
    sink,
    options,
    livePosition(from, Math.ceil(space.size / shares)),
  );

  const ticker = setInterval(() => {
    sink.flush();
    score.tally.sent = sweeper.sent;
    const { sendsLeft: left } = sweeper;
    progress({ counters: score.counters(), drops: sweeper.takeDrops(), left });
  }, millisecondsBetweenLooks);
  const end = await sweeper
    .run(stop)
    .then((finished) => ({ finished }))
    .catch((error: unknown) => ({ finished: false, failure: failureOf(error) }));
  clearInterval(ticker);
  sink.flush();
  const { pacer, sent, position, check } = sweeper;
  score.tally.sent = sent;
  return {
    ...end,
    score: score.facts(),
    position: plainPosition(position),
    sent,
    rate: pacer.rate,
    largestGap: pacer.largestGap,
    check,
  };
}

/** Names without an address are told by whoever resolved them, and passed over here. */
function resolvedOrder(space: EndpointSpace, permutation: Permutation) {
  if (space.names.rows === 0) return permutation;
  return {
    at(step: number): number {
      const index = permutation.at(step);
      const row = space.nameRowAt(index);
      return row < 0 || space.names.stateOf(row) === "resolved" ? index : -1;
    },
  };
}

/** How the user named an endpoint; undefined where that is its address. */
function namesIn(space: EndpointSpace): (index: number) => string | undefined {
  if (space.names.rows === 0) return () => undefined;
  return (index) => {
    const row = space.nameRowAt(index);
    return row < 0 ? undefined : `${space.names.hostOf(row)}:${space.portOfName(index)}`;
  };
}

/** The zone of an endpoint, undefined where there are none. */
function zonesIn(space: EndpointSpace): (index: number) => string | undefined {
  if (space.data.tables.every(({ zone }) => zone === undefined)) return () => undefined;
  const endpoint: SweepEndpoint = { family: 6, words: new Uint32Array(4), port: 0 };
  return (index) => {
    if (space.nameRowAt(index) >= 0) return undefined;
    space.at(index, endpoint);
    return endpoint.zone;
  };
}

function livePosition({ answered, ...position }: SavedPosition, steps: number): Position {
  return answered === undefined ? position : { ...position, answered: new Bitmap(steps, answered) };
}

function plainPosition({ answered, ...position }: Position): SavedPosition {
  return answered === undefined ? position : { ...position, answered: answered.words };
}
