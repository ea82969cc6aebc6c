import { connect, type Socket } from "node:net";
import type { Clock } from "../clock.ts";
import type { Endpoint } from "../endpoint.ts";
import { formatAddress } from "../endpoint.ts";
import { HalfopenError } from "../errors.ts";
import { type Instant, type Nanoseconds, nanoseconds, nanosecondsFromSeconds } from "../units.ts";
import { parseAddress } from "../wire/index.ts";
import type { Attempt, Connector, HandshakeEnd, LocalEnd } from "./connector.ts";
import { EndedAttempts } from "./ended-attempts.ts";
import { checkUnicast } from "./unicast.ts";

/** Every TCP may send its SYN again after this (RFC 6298 §2.1), and Node does not tell. */
const firstRetransmission = nanosecondsFromSeconds(1);

export type NodeConnectorOptions = {
  readonly source?: string;
  readonly sourcePort?: number;
  /** How many handshakes may be under way at once (1024). */
  readonly capacity?: number;
};

/**
 * Handshakes by `node:net`, on every platform. Both ends of a delay are read from our own clock
 * when the event loop gets to it. Lost SYNs are hidden, so a delay of a second or more, which may
 * be of a SYN that was sent again, is not told. The connection is completed, then reset.
 */
export class NodeConnector implements Connector {
  readonly #clock: Clock;
  readonly #options: NodeConnectorOptions;
  readonly #ended = new EndedAttempts();
  readonly #open = new Set<Attempt>();

  constructor(clock: Clock, options: NodeConnectorOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  sourceToward({ family, address }: Endpoint): undefined {
    const parsed = parseAddress(address);
    if (parsed?.family !== family) {
      throw new HalfopenError("TARGET_INVALID", `"${address}" is no IPv${family} address`);
    }
    checkUnicast(family, parsed.words);
  }

  start(endpoint: Endpoint): Attempt | undefined {
    const { source, sourcePort, capacity = 1024 } = this.#options;
    if (this.#open.size >= capacity) return undefined;
    this.sourceToward(endpoint);
    const startedAt = this.#clock.monotonic();
    const sentAt = this.#clock.wall();
    const socket = connect({
      host: formatAddress(endpoint),
      port: endpoint.port,
      autoSelectFamily: false,
      ...(source !== undefined && { localAddress: source }),
      ...(sourcePort !== undefined && { localPort: sourcePort }),
    });
    const attempt = new NodeHandshake(socket, { sentAt, startedAt }, this.#clock, {
      ended: (one) => this.#ended.add(one),
      closed: (one) => {
        this.#ended.delete(one);
        this.#open.delete(one);
      },
    });
    this.#open.add(attempt);
    return attempt;
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
    for (const attempt of this.#open) attempt.finish();
    this.#ended.wake();
  }
}

type Watchers = {
  readonly ended: (attempt: Attempt) => void;
  readonly closed: (attempt: Attempt) => void;
};

class NodeHandshake implements Attempt {
  readonly sentAt: Instant;
  readonly startedAt: Nanoseconds;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #watchers: Watchers;
  /** When news came, and the errno's name unless it is good. */
  #news: { readonly at: Nanoseconds; readonly errno?: string } | undefined;

  constructor(
    socket: Socket,
    start: { readonly sentAt: Instant; readonly startedAt: Nanoseconds },
    clock: Clock,
    watchers: Watchers,
  ) {
    this.#socket = socket;
    this.sentAt = start.sentAt;
    this.startedAt = start.startedAt;
    this.#clock = clock;
    this.#watchers = watchers;
    socket.once("connect", () => this.#learn());
    socket.on("error", (error: NodeJS.ErrnoException) => this.#learn(error.code ?? error.message));
  }

  #learn(errno?: string): void {
    // After a completed handshake nothing that the peer does changes the answer.
    if (this.#news !== undefined) return;
    const at = this.#clock.monotonic();
    this.#news = errno === undefined ? { at } : { at, errno };
    this.#watchers.ended(this);
  }

  get source(): LocalEnd | undefined {
    const { localAddress: address, localPort: port } = this.#socket;
    return address === undefined || port === undefined ? undefined : { address, port };
  }

  finish(): HandshakeEnd {
    const news = this.#news;
    if (this.#socket.connecting) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
    this.#watchers.closed(this);

    const elapsed = nanoseconds((news?.at ?? this.#clock.monotonic()) - this.startedAt);
    const facts = { elapsed, clock: "user" } as const;
    const measured = elapsed < firstRetransmission ? { ...facts, rtt: elapsed } : facts;
    if (news === undefined) return { ...facts, how: "unanswered" };
    if (news.errno === undefined) return { ...measured, how: "completed", peer: {} };
    if (news.errno === "ECONNREFUSED") return { ...measured, how: "refused" };
    if (news.errno === "ETIMEDOUT") return { ...facts, how: "unanswered" };
    return { ...facts, how: "failed", errno: news.errno };
  }
}
