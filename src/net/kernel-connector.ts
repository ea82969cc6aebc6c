import type { Clock } from "../clock.ts";
import type { Endpoint } from "../endpoint.ts";
import { formatEndpoint } from "../endpoint.ts";
import { HalfopenError } from "../errors.ts";
import type { Nanoseconds } from "../units.ts";
import { parseAddress } from "../wire/index.ts";
import type { Attempt, Connector, LocalEnd } from "./connector.ts";
import { EndedAttempts } from "./ended-attempts.ts";
import { ErrorQueue } from "./error-queue.ts";
import { bindFailed } from "./held-ports.ts";
import { KernelHandshake } from "./kernel-handshake.ts";
import { AF, IPPROTO, SOCK, SOL } from "./libc.ts";
import type { Destination } from "./link.ts";
import { Opening } from "./opening.ts";
import { interfaceOf, Routes, type RouteWishes, type SourceAddress } from "./routes.ts";
import { Socket } from "./socket.ts";
import { socketAddress } from "./socket-address.ts";
import { checkUnicast } from "./unicast.ts";
import { scopeOfZone } from "./zone.ts";

const option = { reuseAddress: 2, linger: 13, quickAck: 12 } as const;
/** IP_TTL and IP_TOS, IPV6_UNICAST_HOPS and IPV6_TCLASS. */
const header = {
  4: { level: IPPROTO.ip, hops: 2, class: 1 },
  6: { level: IPPROTO.ipv6, hops: 16, class: 67 },
} as const;

export type KernelConnectorOptions = RouteWishes & {
  /** Connect from this port alone instead of one of the kernel's choice. */
  readonly sourcePort?: number;
  /** Time to live, hop limit (the kernel's default). */
  readonly ttl?: number;
  readonly dscp?: number;
  /** How many handshakes may be under way at once (4096). */
  readonly capacity?: number;
};

/**
 * Handshakes by the TCP of this Linux kernel, which needs no privilege. Their delay is the kernel's
 * own measurement, in whole microseconds: from handing the SYN to the network layer to taking the
 * SYN-ACK from it. The kernel is told to hold back the last ACK, so closing at once answers the
 * SYN-ACK with a RST: the handshake stays half open, the peer's program never hears of it, no place
 * in its accept queue is taken and nothing goes to TIME_WAIT. (Should this program be held up for
 * more than the 200 ms of that delayed ACK, the handshake completes, and the RST comes after it.)
 */
export class KernelConnector implements Connector {
  readonly #clock: Clock;
  readonly #routes: Routes;
  readonly #errors: ErrorQueue;
  readonly #options: KernelConnectorOptions;
  readonly #ended = new EndedAttempts();
  /** The handshakes under way, and where each goes. */
  readonly #open = new Map<Attempt, string>();
  readonly #owners = new Map<string, string | undefined>();

  /** Throws PLATFORM_UNSUPPORTED. */
  constructor(clock: Clock, options: KernelConnectorOptions = {}) {
    this.#clock = clock;
    this.#options = options;
    using opening = new Opening();
    this.#errors = opening.use(new ErrorQueue());
    this.#routes = opening.use(new Routes(options));
    opening.done();
  }

  sourceToward(endpoint: Endpoint): Omit<LocalEnd, "port"> {
    const { address } = this.#routes.sourceToward(destinationOf(endpoint));
    const owner = this.#ownerOf(address);
    return owner === undefined ? { address } : { address, interface: owner };
  }

  start(endpoint: Endpoint): Attempt | undefined {
    const { capacity = 4096, sourcePort } = this.#options;
    const goal = formatEndpoint(endpoint);
    if (this.#open.size >= capacity) return undefined;
    // From one port, two at a time to the same endpoint would be one connection.
    if (sourcePort !== undefined && [...this.#open.values()].includes(goal)) return undefined;
    const destination = destinationOf(endpoint);
    const source = this.#routes.sourceToward(destination);
    // Asked before the SYN leaves: between that and its answer this thread has nothing to do.
    this.#ownerOf(source.address);
    using opening = new Opening();
    const socket = opening.use(this.#prepare(destination, source));
    const { family, words, scope } = destination;
    const address = socketAddress(family, words, endpoint.port, scope);
    const attempt = new KernelHandshake(socket, address, {
      clock: this.#clock,
      errors: this.#errors,
      interfaceOf: (local) => this.#ownerOf(local),
      ended: (one) => this.#ended.add(one),
      closed: (one) => {
        this.#ended.delete(one);
        this.#open.delete(one);
      },
    });
    this.#open.set(attempt, goal);
    opening.done();
    return attempt;
  }

  #prepare({ family, scope }: Destination, source: SourceAddress): Socket {
    const { interface: device, source: wished, sourcePort, ttl, dscp } = this.#options;
    using opening = new Opening();
    const domain = family === 4 ? AF.inet : AF.inet6;
    const socket = opening.use(new Socket(domain, SOCK.stream | SOCK.nonblock, 0));
    socket.set(SOL.socket, option.linger, [1, 0]);
    socket.set(IPPROTO.tcp, option.quickAck, [0]);
    this.#errors.enable(socket, family);
    const { level, hops, class: trafficClass } = header[family];
    if (ttl !== undefined) socket.set(level, hops, [ttl]);
    if (dscp !== undefined) socket.set(level, trafficClass, [dscp << 2]);
    if (device !== undefined) socket.bindToInterface(device);
    if (wished !== undefined || sourcePort !== undefined) {
      socket.set(SOL.socket, option.reuseAddress, [1]);
      const errno = socket.call(
        "bind",
        socketAddress(family, source.words, sourcePort ?? 0, scope),
      );
      if (errno !== undefined) throw bindFailed(errno, sourcePort ?? 0);
    }
    opening.done();
    return socket;
  }

  #ownerOf(address: string): string | undefined {
    if (!this.#owners.has(address)) this.#owners.set(address, interfaceOf(address));
    return this.#owners.get(address);
  }

  drain(visit: (attempt: Attempt) => void): void {
    this.#ended.drain(visit);
  }

  readable(wait: Nanoseconds): Promise<void> {
    return this.#ended.readable(wait);
  }

  wake(): void {
    this.#ended.wake();
  }

  [Symbol.dispose](): void {
    for (const attempt of this.#open.keys()) attempt.finish();
    this.#ended.wake();
    this.#routes[Symbol.dispose]();
    this.#errors[Symbol.dispose]();
  }
}

function destinationOf({ address, family, zone }: Endpoint): Destination {
  const parsed = parseAddress(address);
  if (parsed?.family !== family) {
    throw new HalfopenError("TARGET_INVALID", `"${address}" is no IPv${family} address`);
  }
  checkUnicast(family, parsed.words);
  const scope = zone === undefined ? 0 : scopeOfZone(zone);
  return { family, words: parsed.words, at: 0, scope };
}
