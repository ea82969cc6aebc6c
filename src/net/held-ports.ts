import { HalfopenError } from "../errors.ts";
import { AF, SOCK, systemCallFailed } from "./libc.ts";
import { mostExactPorts } from "./capture-filter.ts";
import { Socket } from "./socket.ts";
import { readSocketAddress, socketAddress } from "./socket-address.ts";

/**
 * Source ports that are held, not guessed: TCP sockets bound to (address, port) that never listen.
 * No other program can get such a port, and since no connection exists on it, the kernel answers a
 * SYN-ACK with a RST by itself, which frees the target's half-open entry at once (RFC 9293 §3.10.7.1).
 */
export class HeldPorts implements Disposable {
  readonly numbers: number[] = [];
  readonly #sockets: Socket[] = [];
  readonly #family: 4 | 6;
  readonly #words: Uint32Array;
  readonly #scope: number;

  constructor(family: 4 | 6, words: Uint32Array, scope = 0) {
    this.#family = family;
    this.#words = words;
    this.#scope = scope;
  }

  /**
   * Holds `port`, or one that the kernel picks from its ephemeral range (0), and returns it.
   * Throws PORT_IN_USE, PORT_DENIED for one below 1024, or PORTS_EXHAUSTED when none is left.
   */
  hold(port = 0): number {
    const socket = new Socket(this.#family === 4 ? AF.inet : AF.inet6, SOCK.stream, 0);
    const address = socketAddress(this.#family, this.#words, port, this.#scope);
    const errno = socket.call("bind", address);
    if (errno !== undefined) {
      socket[Symbol.dispose]();
      throw bindFailed(errno, port);
    }
    this.#sockets.push(socket);
    const held = readSocketAddress(socket.localAddress()).port;
    this.numbers.push(held);
    return held;
  }

  /** Holds up to `more` ports of the kernel's choice; returns how many it got. */
  holdMore(more: number): number {
    const before = this.numbers.length;
    const wanted = Math.min(before + more, mostExactPorts);
    try {
      while (this.numbers.length < wanted) this.hold();
    } catch (error) {
      // Fewer ports mean slower rotation, not a failure, as long as there is one.
      if (before === 0 && this.numbers.length === 0) throw error;
    }
    return this.numbers.length - before;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket[Symbol.dispose]();
    this.#sockets.length = 0;
  }
}

/** Why a source port cannot be had: PORT_IN_USE, PORT_DENIED, PORTS_EXHAUSTED. */
export function bindFailed(errno: string, port: number): HalfopenError {
  if (errno === "EADDRINUSE" && port !== 0) {
    return new HalfopenError("PORT_IN_USE", `source port ${port} is in use by another program`, {
      remedy: "choose another --source-port, or leave it out and the kernel picks a free one",
    });
  }
  if (errno === "EADDRINUSE") {
    return new HalfopenError("PORTS_EXHAUSTED", "no free local port is left to probe from", {
      remedy: "widen net.ipv4.ip_local_port_range, or stop what holds the ports",
    });
  }
  if (errno === "EACCES") {
    return new HalfopenError("PORT_DENIED", `source port ${port} needs CAP_NET_BIND_SERVICE`, {
      remedy: "choose a --source-port of 1024 or above",
    });
  }
  return systemCallFailed("bind of a source port", errno);
}
