import type { Clock } from "../clock.ts";
import { HalfopenError } from "../errors.ts";
import type { Link, Origin } from "../net/index.ts";
import {
  cryptographicRandom32,
  type ProbeRequest,
  type Random32,
  RateGate,
  slotState,
  SynEngine,
  type SynOptions,
} from "../probe/index.ts";
import {
  type Nanoseconds,
  nanoseconds,
  nanosecondsFromMilliseconds,
  nanosecondsFromSeconds,
} from "../units.ts";
import { formatAddress } from "../wire/index.ts";
import type { Bitmap } from "./bitmap.ts";
import { OriginCache } from "./origin-cache.ts";
import { Pacer } from "./pacer.ts";
import { RoundListener } from "./round-listener.ts";
import type { Order, Space, SweepEndpoint } from "./space.ts";
import type { SweepCheck } from "./sweep-check.ts";
import type { SweepSink } from "./sweep-sink.ts";

export type SweepOptions = Omit<SynOptions, "capacity"> & {
  /** Probes a second. */
  readonly rate: number;
  /** Probes a second to one globally routable address. */
  readonly ratePerAddress: number;
  readonly timeout: Nanoseconds;
  /** How long an endpoint that was told is watched for late and duplicate replies. */
  readonly linger: Nanoseconds;
  /** SYNs to an endpoint at the most. */
  readonly tries: number;
  /** Between the end of one round and the start of the next. */
  readonly pause: Nanoseconds;
  /** Which share of the order this sweeper visits, and of how many. */
  readonly share: number;
  readonly shares: number;
  /** Octets for what is outstanding are bounded by this many slots. */
  readonly capacity: number;
  readonly random?: Random32;
};

/** How far a sweep has come: all that it takes to go on from there, sending to none twice. */
export type Position = {
  readonly round: number;
  /** The next step of the order in this round. */
  readonly step: number;
  /** Earlier steps whose address must not be sent to yet. */
  readonly deferred?: readonly number[];
  /** How many endpoints of this round nothing has answered for. */
  readonly unanswered?: number;
  /** The steps of this share, counted by themselves, that were answered; kept where a round may follow. */
  readonly answered?: Bitmap;
};

/** Endpoints that must not be sent yet, for the sake of their address, wait here; bounded. */
const mostDeferred = 4096;
/** Steps passed over in one go: a round whose endpoints are nearly all answered must not stop the ear. */
const mostPassedOver = 16_384;
/** Tries that each get a source port of their own. */
const mostPortsOfTries = 8;
const shortRest = nanosecondsFromMilliseconds(1);
const longNap = nanosecondsFromMilliseconds(10);
const longestSleep = nanosecondsFromSeconds(0.1);

/** Probes every endpoint of a space once, in rounds: later rounds ask only who has not answered. */
export class Sweeper {
  readonly #link: Link;
  readonly #space: Space;
  readonly #order: Order;
  readonly #options: SweepOptions;
  readonly #sink: SweepSink;
  readonly #engine: SynEngine;
  readonly #listener: RoundListener;
  readonly #origins: OriginCache;
  /** A try never takes the port of the one before: the peer may hold its connection for half-open. */
  readonly #portsOfTries: number;
  readonly #scopes = new Map<string, number>();
  readonly #gate: RateGate;
  readonly #pacer: Pacer;
  readonly #endpoint: SweepEndpoint = { family: 4, words: new Uint32Array(4), port: 0 };
  readonly #request: ProbeRequest & { rotation: number };
  readonly #deferred: number[];
  /** The number of the endpoint that `#endpoint` is. */
  #index = 0;
  /** When results could not be taken: the wait for room, which ends the rest. */
  #room: Promise<void> | undefined;
  #round: number;
  #step: number;
  #ringDrops = 0;
  /** At a rate where a batch lasts longer than a nap, it naps; at a higher one it never sleeps. */
  readonly #shortestRest: number;

  /** Takes the link over. `from` goes on where an earlier sweep was stopped. */
  constructor(
    link: Link,
    clock: Clock,
    space: Space,
    order: Order,
    sink: SweepSink,
    options: SweepOptions,
    from: Position = { round: 1, step: 0 },
  ) {
    this.#link = link;
    this.#space = space;
    this.#order = order;
    this.#options = options;
    this.#sink = sink;
    const steps = Math.ceil(space.size / options.shares);
    this.#listener = new RoundListener(() => this.#engine, sink, options.tries, steps, from);
    const random = options.random ?? cryptographicRandom32();
    const flowsOnDemand = space.isDistinct;
    this.#engine = new SynEngine(link, clock, random, this.#listener, {
      ...options,
      flowsOnDemand,
    });
    this.#portsOfTries = Math.min(options.tries, mostPortsOfTries) + 1;
    this.#origins = new OriginCache(link, this.#portsOfTries);
    const { ratePerAddress } = options;
    this.#gate = new RateGate({ rate: Number.MAX_VALUE, ratePerAddress }, 1);
    this.#pacer = new Pacer(options.rate, link.batch.capacity, this.#engine.now);
    const perRest = (options.rate * shortRest) / 1e9;
    this.#shortestRest = perRest <= link.batch.capacity / 2 ? shortRest : 0;
    this.#round = from.round;
    this.#step = Math.max(from.step, options.share);
    this.#deferred = [...(from.deferred ?? [])];
    this.#request = {
      ...this.#endpoint,
      words: new Uint32Array(4),
      scope: 0,
      origin: {
        family: 4,
        address: "",
        words: new Uint32Array(4),
        interface: undefined,
        ports: [],
      },
      localPort: 0,
      rotation: 0,
      run: 1,
      tag: 0,
      index: 0,
      timeout: options.timeout,
      due: 0,
      linger: options.linger,
    };
  }

  /** What was sent and not told, as when a failure ended the sweep, counts as not sent. */
  get position(): Position {
    const { unanswered, replied: answered } = this.#listener;
    const position = { round: this.#round, step: this.#step, unanswered };
    const deferred = [...this.#stepsOutstanding(), ...this.#deferred];
    return answered === undefined ? { ...position, deferred } : { ...position, deferred, answered };
  }

  /** How well the measuring itself went so far. */
  get check(): SweepCheck {
    const { receiver, heldBack, watch } = this.#engine;
    return {
      ringDrops: this.takeDrops(),
      unseenSends: receiver.unseenSends,
      heldBack,
      clockSteps: watch.steps,
      byKernel: this.#listener.clocks.kernel,
      byOurClock: this.#listener.clocks.user,
    };
  }

  get pacer(): Pacer {
    return this.#pacer;
  }

  /** How many SYNs are probably left to send: later rounds are as long as the silent are many. */
  get sendsLeft(): number {
    const { tries, shares } = this.#options;
    const { unanswered, settled, replied } = this.#listener;
    const steps = Math.ceil(this.#space.size / shares);
    const toVisit = steps - Math.min(steps, this.#placeOf(this.#step)) + this.#deferred.length;
    const roundsLeft = tries - this.#round;
    if (roundsLeft < 0) return 0;
    if (this.#round === 1) {
      const silent = settled === 0 ? 0 : (unanswered / settled) * steps;
      return toVisit + roundsLeft * silent;
    }
    const silent = steps - (replied?.count ?? 0);
    return silent * (toVisit / steps + roundsLeft);
  }

  *#stepsOutstanding(): Generator<number> {
    if (this.#listener.outstanding === 0) return;
    const { share, shares } = this.#options;
    const { state, tag } = this.#engine.table;
    for (const [slot, now] of state.entries()) {
      if (now === slotState.waiting) yield tag[slot]! * shares + share;
    }
  }

  /** SYNs that the kernel took. */
  get sent(): number {
    return this.#listener.handedOver;
  }

  /** Frames that the kernel dropped because the ring was full. */
  takeDrops(): number {
    this.#ringDrops += this.#link.takeDrops();
    return this.#ringDrops;
  }

  /**
   * Runs to the end, or until `stop` is aborted: then no more is sent, and it ends when all that
   * was sent is told. True when it came to the end of the last round.
   */
  async run(stop: AbortSignal): Promise<boolean> {
    for (; this.#round <= this.#options.tries; this.#round++) {
      this.#listener.beginRound(this.#round);
      await this.#runRound(stop);
      if (stop.aborted) return false;
      if (this.#listener.unanswered === 0) break;
      this.#step = this.#options.share;
      if (this.#round < this.#options.tries) await this.#listen(this.#options.pause, stop);
    }
    await this.#listen(this.#options.linger, stop);
    return true;
  }

  async #runRound(stop: AbortSignal): Promise<void> {
    this.#pacer.resume(this.#engine.now);
    while (this.#listener.outstanding > 0 || this.#engine.isSending || this.#hasMore(stop)) {
      // Whoever cannot take more results gets none by our sending; what comes is still taken in.
      const hadRoom = this.#engine.batchHasRoom;
      const sends = hadRoom && !this.#isHeld() && this.#hasMore(stop);
      const wait = sends ? this.#sendWhatIsDue() : Number.POSITIVE_INFINITY;
      const flushed = this.#engine.flush();
      this.#engine.receive();
      this.#engine.expire();
      if (!flushed) await this.#rest(0);
      // Where the full batch has just left, the next is to be prepared.
      else if (this.#engine.batchHasRoom) await this.#rest(hadRoom ? wait : 0);
      // The first thread beside that is done wakes us; until then the cores are theirs.
      else await this.#link.readable(longestSleep, longNap);
    }
  }

  #isHeld(): boolean {
    const room = this.#sink.congestion();
    if (room !== undefined && room !== this.#room) void room.then(() => this.#link.wake());
    this.#room = room;
    return room !== undefined;
  }

  #hasMore(stop: AbortSignal): boolean {
    return !stop.aborted && (this.#step < this.#space.size || this.#deferred.length > 0);
  }

  /** Hears out what may still come of the probes that were told: to forget one of them has time. */
  async #listen(time: Nanoseconds, stop: AbortSignal): Promise<void> {
    const until = this.#engine.now + time;
    while (this.#engine.now < until && !stop.aborted) {
      const left = until - this.#engine.now;
      await this.#rest(left, Math.min(left, longNap));
      this.#engine.receive();
      this.#engine.expire();
    }
  }

  async #rest(wait: number, least = this.#shortestRest): Promise<void> {
    const untilExpiry = this.#engine.nextExpiry() - this.#engine.now;
    const shortest = Math.min(wait, untilExpiry, longestSleep);
    await this.#link.readable(nanoseconds(Math.max(least, shortest)));
  }

  /** Submits what the pace allows; returns how long until it allows more. */
  #sendWhatIsDue(): number {
    const { now } = this.#engine;
    for (let allowed = this.#pacer.allowance(now); allowed > 0; allowed--) {
      const step = this.#next(now);
      if (step === undefined || !this.#send(step)) break;
    }
    return this.#pacer.due - now;
  }

  /** The next step of this round whose endpoint may be probed now. */
  #next(now: number): number | undefined {
    const { shares } = this.#options;
    const first = this.#deferred[0];
    if (first !== undefined && this.#allows(this.#order.at(first), now)) {
      return this.#deferred.shift();
    }
    const most = Math.min(this.#space.size, this.#step + mostPassedOver * shares);
    while (this.#step < most && this.#deferred.length < mostDeferred) {
      const step = this.#step;
      this.#step += shares;
      if (this.#listener.isAnswered(this.#placeOf(step))) continue;
      const index = this.#order.at(step);
      if (index < 0) continue;
      if (this.#allows(index, now)) return step;
      this.#deferred.push(step);
    }
    return undefined;
  }

  /** Which of this share's own steps it is, from 0. */
  #placeOf(step: number): number {
    return Math.floor(step / this.#options.shares);
  }

  #allows(index: number, now: number): boolean {
    this.#index = index;
    this.#space.at(index, this.#endpoint);
    const { family, words } = this.#endpoint;
    return this.#gate.allows(family, words, now);
  }

  /**
   * Submits the endpoint that was allowed last. False when it must wait for a free slot: its step is
   * then the first of the deferred.
   */
  #send(step: number): boolean {
    const { now } = this.#engine;
    const index = this.#index;
    const { family, words, port, zone } = this.#endpoint;
    const request = this.#request;
    request.family = family;
    request.words[0] = words[0]!;
    // A space fills in the words of the family alone; flows are compared by all four.
    for (let word = 1; word < 4; word++) request.words[word] = family === 4 ? 0 : words[word]!;
    request.port = port;
    request.rotation = (index % this.#portsOfTries) + this.#round;
    request.tag = this.#placeOf(step);
    // Users count from 1.
    request.index = index + 1;
    request.due = now;
    try {
      request.scope = zone === undefined ? 0 : this.#scopeOf(zone);
      request.origin = this.#origins.originFor(this.#endpoint, request.scope, now);
      request.localPort = this.#freshPort(request.origin, request.rotation);
    } catch (error) {
      if (!(error instanceof HalfopenError)) throw error;
      const endpoint = { address: formatAddress(family, words), family, port };
      this.#listener.unsendable(request.tag, index, endpoint, error);
      return true;
    }
    if (!this.#engine.submit(request)) {
      this.#deferred.unshift(step);
      return false;
    }
    this.#gate.count(family, words, now);
    this.#pacer.count(now);
    this.#listener.outstanding++;
    return true;
  }

  /** The next port, where its flow is free without a look: nothing was sent there before. Else 0. */
  #freshPort({ ports }: Origin, rotation: number): number {
    const isFresh = this.#round === 1 && this.#space.isDistinct;
    return isFresh ? ports[rotation % ports.length]! : 0;
  }

  /** Throws INTERFACE_UNKNOWN. */
  #scopeOf(zone: string): number {
    const known = this.#scopes.get(zone);
    if (known !== undefined) return known;
    const scope = this.#link.scopeOf(zone);
    this.#scopes.set(zone, scope);
    return scope;
  }
}
