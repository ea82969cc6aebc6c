import type { RejectionReason } from "../../src/probe/index.ts";
import {
  Permutation,
  type Position,
  SpaceBuilder,
  Sweeper,
  type SweepSink,
  type Told,
} from "../../src/sweep/index.ts";
import type { SweepOptions } from "../../src/sweep/sweeper.ts";
import { Exclusions, entryParser, parsePortList } from "../../src/targets/index.ts";
import {
  type Responder,
  type SentSyn,
  SimulatedLink,
  type SimulatedLinkOptions,
  synAck,
  VirtualClock,
} from "../../src/testing/index.ts";
import { nanosecondsFromMilliseconds } from "../../src/units.ts";
import { formatAddress } from "../../src/wire/index.ts";

const usual: SweepOptions = {
  rate: 1000,
  ratePerAddress: 10,
  timeout: nanosecondsFromMilliseconds(100),
  linger: nanosecondsFromMilliseconds(50),
  tries: 1,
  pause: nanosecondsFromMilliseconds(20),
  share: 0,
  shares: 1,
  capacity: 64,
};

export const open: Responder = () => [synAck()];
export const nameOf = ({ family, destination, destinationPort }: SentSyn): string =>
  `${formatAddress(family, destination)} ${destinationPort}`;

/** 192.0.2.9, which all names have in common. */
const addressOfNames = Uint32Array.of(0xc0000209, 0, 0, 0);

export type Trial = {
  readonly targets: readonly string[];
  readonly ports?: string;
  readonly network?: Responder;
  readonly link?: SimulatedLinkOptions;
  readonly options?: Partial<SweepOptions>;
};

/** A sweep of a simulated network, which may be run in several parts. */
export function trial({ targets, ports = "80", network = open, link = {}, options = {} }: Trial) {
  const builder = new SpaceBuilder(parsePortList(ports));
  const parse = entryParser();
  for (const target of targets) builder.add(parse(target));
  const space = builder.build(new Exclusions());
  for (let row = 0; row < space.names.rows; row++) space.names.resolve(row, 4, addressOfNames);
  const order = new Permutation(space.size, 7);
  const clock = new VirtualClock();
  /** What was sent to whom, and when in milliseconds. */
  const sent: { readonly to: string; readonly at: number; readonly port: number }[] = [];
  const told: string[] = [];
  /** How often it has rested since it told the last. */
  let rests = 0;
  const rejected: RejectionReason[] = [];
  const sink: SweepSink = {
    told: ({ index, attempt, outcome }: Told) => {
      told.push(`${index} ${outcome} at ${attempt}`);
      rests = 0;
    },
    late() {},
    repeated() {},
    rejected: (reason) => rejected.push(reason),
    congestion: () => undefined,
  };
  const run = async (
    stopAfter = Number.POSITIVE_INFINITY,
    from?: Position,
    more: Partial<SweepOptions> = {},
  ) => {
    const stop = new AbortController();
    let sentNow = 0;
    const answer: Responder = (syn) => {
      sent.push({ to: nameOf(syn), at: clock.monotonic() / 1e6, port: syn.sourcePort });
      if (++sentNow >= stopAfter) stop.abort();
      return network(syn);
    };
    using simulated = new SimulatedLink(clock, answer, link);
    const readable = simulated.readable.bind(simulated);
    simulated.readable = (...how) => {
      rests++;
      return readable(...how);
    };
    const settings = { ...usual, ...options, ...more };
    const sweeper = new Sweeper(simulated, clock, space, order, sink, settings, from);
    const finished = await sweeper.run(stop.signal).catch(asUnfinished);
    const { position, sendsLeft, check } = sweeper;
    return { finished, position, sendsLeft, check, sent: sweeper.sent, rests };
  };
  return { clock, sent, told, rejected, run };
}

const asUnfinished = (): boolean => false;

/** Every endpoint open at its first try. */
export const allOpen = (size: number): string[] =>
  Array.from({ length: size }, (_, index) => `${index} open at 1`).toSorted();
