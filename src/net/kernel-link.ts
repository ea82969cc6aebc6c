import { nanoseconds, type Nanoseconds } from "../units.ts";
import { HeldPorts } from "./held-ports.ts";
import type { Destination, FrameView, Link, Origin, PacketBatch } from "./link.ts";
import { Opening } from "./opening.ts";
import { RawSender } from "./raw-sender.ts";
import type { RingSize } from "./ring.ts";
import { SourceCheck } from "./source-check.ts";
import { interfaceOf, Routes, type RouteWishes } from "./routes.ts";
import { Tap } from "./tap.ts";
import { checkUnicast } from "./unicast.ts";
import { scopeOfZone } from "./zone.ts";

export type KernelLinkOptions = RouteWishes & {
  /** Probe from this port alone instead of ports of the kernel's choice. */
  readonly sourcePort?: number;
  /** How many packets one system call may send. */
  readonly batch?: number;
  readonly ring?: RingSize;
  /** Also show the RSTs with which this host answers (for diagnosis). */
  readonly ownResets?: boolean;
};

const shortestTimer = 500_000;

type HeldOrigin = Origin & { readonly held: HeldPorts };

/** The real network: raw sender, tap, routes and held ports of this Linux machine. */
export class KernelLink implements Link {
  readonly #sender: RawSender;
  readonly #tap: Tap;
  readonly #routes: Routes;
  readonly #origins = new Map<string, HeldOrigin>();
  readonly #sourcePort: number | undefined;
  readonly #sources = new SourceCheck();
  #foreign = false;
  #wake: (() => void) | undefined;

  /** Opens it. Throws PLATFORM_UNSUPPORTED, RAW_SOCKET_DENIED, INTERFACE_UNKNOWN. */
  constructor(options: KernelLinkOptions = {}) {
    using opening = new Opening();
    this.#routes = opening.use(new Routes(options));
    this.#sender = opening.use(
      new RawSender({
        ...(options.interface !== undefined && { interface: options.interface }),
        ...(options.batch !== undefined && { capacity: options.batch }),
      }),
    );
    this.#tap = opening.use(new Tap([], options.ring, { ownResets: options.ownResets ?? false }));
    this.#sourcePort = options.sourcePort;
    opening.done();
  }

  get batch(): PacketBatch {
    return this.#sender.batch;
  }

  get refusal(): string | undefined {
    return this.#foreign ? "EADDRNOTAVAIL" : this.#sender.refusal;
  }

  get visibilityDelay(): Nanoseconds {
    return this.#tap.visibilityDelay;
  }

  originFor(destination: Destination): Origin {
    const { family, words, at, scope } = destination;
    const to = words.subarray(at, at + 4);
    checkUnicast(family, to);
    const source = this.#routes.sourceToward(destination);
    const key = `${source.address}%${scope}`;
    const known = this.#origins.get(key);
    if (known !== undefined) return known;
    const held = new HeldPorts(family, source.words, scope);
    const owner = interfaceOf(source.address);
    const origin = { ...source, family, interface: owner, ports: held.numbers, held };
    held.hold(this.#sourcePort);
    this.#origins.set(key, origin);
    if (family === 4) this.#sources.add(source.words[0]!);
    this.#watchHeldPorts();
    return origin;
  }

  scopeOf(zone: string): number {
    return scopeOfZone(zone);
  }

  holdPorts(origin: Origin, more: number): number {
    const known = [...this.#origins.values()].find((one) => one === origin);
    if (known === undefined || this.#sourcePort !== undefined) return 0;
    const got = known.held.holdMore(more);
    if (got > 0) this.#watchHeldPorts();
    return got;
  }

  #watchHeldPorts(): void {
    this.#tap.watchPorts([...this.#origins.values()].flatMap((origin) => origin.ports));
  }

  send(batch: PacketBatch, from: number): number {
    const foreign = this.#sources.firstForeign(batch, from);
    this.#foreign = foreign === from;
    return this.#foreign ? 0 : this.#sender.send(batch, from, foreign);
  }

  /** From now on so many full batches at once may be sent by threads beside: the kernel's work then needs no turn of this one. */
  useThreadsBeside(count: number): void {
    this.#sender.useThreadsBeside(count);
  }

  sendAside(back: (batch: PacketBatch, taken: number) => void): boolean {
    const { batch, isFreeAside } = this.#sender;
    if (!isFreeAside || this.#sources.firstForeign(batch, 0) < batch.count) return false;
    return this.#sender.sendAside((sent, taken) => {
      back(sent, taken);
      this.wake();
    });
  }

  drain(visit: (frame: FrameView) => void): number {
    return this.#tap.drain(visit);
  }

  takeDrops(): number {
    return this.#tap.takeDrops();
  }

  readable(wait: Nanoseconds, rest = nanoseconds(0)): Promise<void> {
    // A timer's least is a millisecond: for less, one turn of the event loop is the better rest.
    if (wait < shortestTimer) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => {
      const settle = () => {
        clearTimeout(timer);
        this.#tap.stopWaiting();
        this.#wake = undefined;
        resolve();
      };
      const listen = (left: number) => {
        timer = setTimeout(settle, left / 1e6);
        this.#tap.onReadable(settle);
      };
      let timer: NodeJS.Timeout;
      if (rest >= wait) timer = setTimeout(settle, wait / 1e6);
      else if (rest > 0) timer = setTimeout(() => listen(wait - rest), rest / 1e6);
      else listen(wait);
      this.#wake = settle;
    });
  }

  wake(): void {
    this.#wake?.();
  }

  [Symbol.dispose](): void {
    this.wake();
    this.#tap[Symbol.dispose]();
    this.#sender[Symbol.dispose]();
    this.#routes[Symbol.dispose]();
    for (const origin of this.#origins.values()) origin.held[Symbol.dispose]();
    this.#origins.clear();
  }
}
