import { HalfopenError } from "../errors.ts";
import type { Destination, FrameView, Link, Origin, PacketBatch } from "../net/index.ts";
import { nanoseconds, type Nanoseconds } from "../units.ts";
import { formatAddress, parseAddress } from "../wire/index.ts";
import { type SimulatedFrame, ShownFrame, type StampedFrame } from "./frame.ts";
import { readSentSyn, type SentSyn } from "./sent-syn.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** One frame that comes of a SYN. */
export type Reply = (syn: SentSyn) => SimulatedFrame;

/** What comes of each SYN: the network as data. */
export type Responder = (syn: SentSyn) => readonly Reply[];

/** An address of the simulated host. */
export type SimulatedOrigin = {
  readonly address: string;
  readonly interface?: string;
  /** Ports held from the start (one, 50000). */
  readonly ports?: readonly number[];
  /** How many more may be held (1000). */
  readonly spare?: number;
};

export type SimulatedLinkOptions = {
  /** One of each family, unless said; without one of a family it has no route. */
  readonly origins?: readonly SimulatedOrigin[];
  /** Interface indexes by the names of IPv6 zones (eth0 is 2). */
  readonly zones?: Readonly<Record<string, number>>;
  /** The errno with which the kernel refuses to send a packet; undefined: it takes it. */
  readonly refuse?: (syn: SentSyn) => string | undefined;
  /** How many packets one send may take (64). */
  readonly batch?: number;
  /** How long a thread beside takes to say what it sent, which leaves at once; without it there is none. */
  readonly aside?: Nanoseconds;
  /** How many such threads there are then (1). */
  readonly threadsBeside?: number;
  /** How many undrained frames the ring holds before it drops. */
  readonly ring?: number;
  readonly visibilityDelay?: Nanoseconds;
  /** False: our SYNs are not seen leaving. */
  readonly showsOutgoing?: boolean;
};

type HeldOrigin = Origin & { readonly ports: number[]; spare: number };

/** Octets from one packet of the batch to the next. */
const slotSize = 128;

const emptyBatch = (capacity: number): PacketBatch => ({
  capacity,
  slotSize,
  view: new DataView(new ArrayBuffer(capacity * slotSize)),
  lengths: new Uint16Array(capacity),
  scopes: new Uint32Array(capacity),
  tags: new Int32Array(capacity),
  count: 0,
});

const defaultZones: Readonly<Record<string, number>> = { eth0: 2 };
const defaultOrigins = [{ address: "198.51.100.2" }, { address: "2001:db8:100::2" }];

/**
 * A network that happens in virtual time. Whoever waits for it waits for the event loop, never for
 * a clock: `readable` lets everything else run once, then moves the virtual clock to the next frame.
 */
export class SimulatedLink implements Link {
  batch: PacketBatch;
  readonly visibilityDelay: Nanoseconds;
  refusal: string | undefined;
  disposed = false;
  readonly #clock: VirtualClock;
  readonly #answer: Responder;
  readonly #options: SimulatedLinkOptions;
  readonly #origins: readonly HeldOrigin[];
  readonly #shown = new ShownFrame();
  #frames: StampedFrame[] = [];
  #sent = 0;
  #drops = 0;
  /** The other batches: those that no thread beside has. */
  readonly #spares: PacketBatch[];
  #wakes = 0;

  constructor(clock: VirtualClock, answer: Responder, options: SimulatedLinkOptions = {}) {
    this.#clock = clock;
    this.#answer = answer;
    this.#options = options;
    this.visibilityDelay = options.visibilityDelay ?? nanoseconds(0);
    this.#origins = (options.origins ?? defaultOrigins).map(hold);
    const capacity = options.batch ?? 64;
    this.batch = emptyBatch(capacity);
    const { aside, threadsBeside = 1 } = options;
    const spares = aside === undefined ? 0 : threadsBeside;
    this.#spares = Array.from({ length: spares }, () => emptyBatch(capacity));
  }

  scopeOf(zone: string): number {
    const scope = this.#options.zones?.[zone] ?? defaultZones[zone];
    if (scope !== undefined) return scope;
    throw new HalfopenError("INTERFACE_UNKNOWN", `there is no interface ${zone} on this host`, {
      remedy: "name it in the zones of the simulated link",
    });
  }

  originFor({ family, words, at }: Destination): Origin {
    const origin = this.#origins.find((one) => one.family === family);
    if (origin !== undefined) return origin;
    const address = formatAddress(family, words.subarray(at, at + 4));
    throw new HalfopenError("NO_ROUTE", `no route to ${address}`, {
      remedy: `give the simulated link an IPv${family} origin`,
    });
  }

  holdPorts(origin: Origin, more: number): number {
    const held = this.#origins.find((one) => one === origin);
    const got = Math.min(more, held?.spare ?? 0);
    for (let one = 0; one < got; one++) held!.ports.push(Math.max(...held!.ports) + 1);
    if (held !== undefined) held.spare -= got;
    return got;
  }

  send({ count, view, lengths, scopes }: PacketBatch, from: number): number {
    this.refusal = undefined;
    for (let slot = from; slot < count; slot++) {
      const octets = new Uint8Array(view.buffer, slot * slotSize, lengths[slot]).slice();
      const syn = readSentSyn(octets, this.#sent + 1, scopes[slot]!);
      this.refusal = this.#options.refuse?.(syn);
      if (this.refusal !== undefined) return slot - from;
      this.#sent++;
      this.#leave(syn);
    }
    return count - from;
  }

  sendAside(back: (batch: PacketBatch, taken: number) => void): boolean {
    const { batch } = this;
    const spare = this.#spares.findIndex(({ count }) => count === 0);
    if (spare < 0) return false;
    [this.batch] = this.#spares.splice(spare, 1) as [PacketBatch];
    const taken = this.send(batch, 0);
    this.#clock.after(this.#options.aside!, () => {
      this.#spares.push(batch);
      back(batch, taken);
      this.wake();
    });
    return true;
  }

  #leave(syn: SentSyn): void {
    if (this.#options.showsOutgoing ?? true) {
      this.#show({ after: nanoseconds(0), octets: syn.octets, direction: "outgoing" });
    }
    for (const reply of this.#answer(syn)) {
      const frame = reply(syn);
      this.#clock.after(frame.after, () => this.#show(frame));
    }
  }

  #show(frame: SimulatedFrame): void {
    if (this.#frames.length >= (this.#options.ring ?? Number.POSITIVE_INFINITY)) this.#drops++;
    else this.#frames.push({ frame, stamp: this.#clock.wall() });
  }

  drain(visit: (frame: FrameView) => void): number {
    const frames = this.#frames;
    this.#frames = [];
    for (const frame of frames) visit(this.#shown.show(frame));
    return frames.length;
  }

  takeDrops(): number {
    const drops = this.#drops;
    this.#drops = 0;
    return drops;
  }

  async readable(wait: Nanoseconds, rest = nanoseconds(0)): Promise<void> {
    const wakes = this.#wakes;
    // Whoever reads the results gets a turn first, and may start or stop something.
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (this.#wakes > wakes || (rest === 0 && this.#frames.length > 0)) return;
    const frames = Math.max(rest, this.#clock.nextAlarm - this.#clock.monotonic());
    this.#clock.advance(nanoseconds(Math.max(0, Math.min(wait, frames))));
  }

  wake(): void {
    this.#wakes++;
  }

  [Symbol.dispose](): void {
    this.disposed = true;
  }
}

function hold(origin: SimulatedOrigin): HeldOrigin {
  const parsed = parseAddress(origin.address);
  if (parsed === undefined) throw new RangeError(`${origin.address} is not an address`);
  return {
    family: parsed.family,
    address: formatAddress(parsed.family, parsed.words),
    words: parsed.words,
    interface: origin.interface,
    ports: [...(origin.ports ?? [50_000])],
    spare: origin.spare ?? 1000,
  };
}
