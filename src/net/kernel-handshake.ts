import type { Clock } from "../clock.ts";
import { type Instant, type Nanoseconds, nanoseconds } from "../units.ts";
import { formatAddress, isUnspecified } from "../wire/index.ts";
import type { Attempt, HandshakeEnd, LocalEnd } from "./connector.ts";
import type { ErrorQueue } from "./error-queue.ts";
import { errnoName, SOL, watchWritable } from "./libc.ts";
import { readSocketAddress } from "./socket-address.ts";
import type { Socket } from "./socket.ts";
import { readTcpInfo, type TcpInfo } from "./tcp-info.ts";

const socketError = 4;
/** The peer completed the handshake and ended the connection before we looked. */
const brokenLater = ["ECONNRESET", "EPIPE"];

export type HandshakeSurroundings = {
  readonly clock: Clock;
  readonly errors: ErrorQueue;
  readonly interfaceOf: (address: string) => string | undefined;
  /** Called when the event loop has news. */
  readonly ended: (attempt: Attempt) => void;
  /** Called once, when the socket is closed. */
  readonly closed: (attempt: Attempt) => void;
};

/** A handshake of this Linux kernel's, on a socket that is taken over. */
export class KernelHandshake implements Attempt {
  readonly sentAt: Instant;
  readonly startedAt: Nanoseconds;
  readonly source: LocalEnd | undefined;
  readonly #socket: Socket;
  readonly #around: HandshakeSurroundings;
  readonly #watch: { close(): void } | undefined;
  /** The errno with which connect(2) itself ended it: nothing is left to wait for. */
  readonly #refusal: string | undefined;
  #newsAt: Nanoseconds | undefined;

  constructor(socket: Socket, address: Uint8Array, around: HandshakeSurroundings) {
    this.#socket = socket;
    this.#around = around;
    this.sentAt = around.clock.wall();
    this.startedAt = around.clock.monotonic();
    const errno = socket.call("connect", address);
    this.source = localEndOf(socket, around);
    if (errno === "EINPROGRESS") {
      this.#watch = watchWritable(socket.fd, () => this.#news());
    } else {
      this.#refusal = errno;
      this.#news();
    }
  }

  #news(): void {
    this.#newsAt = this.#around.clock.monotonic();
    this.#around.ended(this);
  }

  finish(): HandshakeEnd {
    const now = this.#around.clock.monotonic();
    // In this order, or one that fails in between would seem completed.
    const info = readTcpInfo(this.#socket);
    const errno = this.#refusal ?? this.#pendingError();
    const icmp = errno === undefined ? undefined : this.#around.errors.read(this.#socket);
    this.#watch?.close();
    this.#socket[Symbol.dispose]();
    this.#around.closed(this);

    const { resent } = info;
    const sinceNews = nanoseconds((this.#newsAt ?? now) - this.startedAt);
    const byOurClock = { elapsed: sinceNews, clock: "user", resent } as const;
    const measured = resent === 0 ? { ...byOurClock, rtt: sinceNews } : byOurClock;
    if (errno === undefined && info.isWaiting) return { ...byOurClock, how: "unanswered" };
    if (errno === undefined || brokenLater.includes(errno)) {
      // The answer came when the kernel says so, however late the event loop heard of it.
      const answered = nanoseconds(Math.min(sinceNews, now - this.startedAt - info.sinceAnswer));
      return completed(info, answered);
    }
    if (icmp !== undefined) return { ...measured, how: "unreachable", icmp };
    if (errno === "ECONNREFUSED") return { ...measured, how: "refused" };
    if (errno === "ETIMEDOUT") return { ...byOurClock, how: "unanswered" };
    return { ...byOurClock, how: "failed", errno };
  }

  #pendingError(): string | undefined {
    const [errno = 0] = this.#socket.get(SOL.socket, socketError, 1);
    return errno === 0 ? undefined : errnoName(errno);
  }
}

function completed(info: TcpInfo, elapsed: Nanoseconds): HandshakeEnd {
  const { resent, rtt, window, windowScale, sackPermitted } = info;
  return {
    how: "completed",
    // The kernel counts the time since the answer in ticks: it may seem to be longer than it was.
    elapsed: nanoseconds(Math.max(elapsed, rtt)),
    clock: "kernel",
    resent,
    ...(resent === 0 && rtt > 0 && { rtt }),
    peer: {
      ...(window !== undefined && { window }),
      ...(windowScale !== undefined && { windowScale }),
      ...(sackPermitted && { sackPermitted }),
    },
  };
}

/** Undefined when the kernel found no way to leave by. */
function localEndOf(socket: Socket, { interfaceOf }: HandshakeSurroundings): LocalEnd | undefined {
  const { family, words, port } = readSocketAddress(socket.localAddress());
  if (port === 0 || isUnspecified(family, words)) return undefined;
  const address = formatAddress(family, words);
  const owner = interfaceOf(address);
  return owner === undefined ? { address, port } : { address, port, interface: owner };
}
