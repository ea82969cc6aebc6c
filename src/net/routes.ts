import { readFileSync } from "node:fs";
import { HalfopenError } from "../errors.ts";
import { interfacesUp } from "./interfaces.ts";
import { formatAddress, parseAddress } from "../wire/index.ts";
import { AF, SOCK, systemCallFailed } from "./libc.ts";
import type { Destination } from "./link.ts";
import { Socket } from "./socket.ts";
import { scopeOfZone } from "./zone.ts";
import { readSocketAddress, socketAddress } from "./socket-address.ts";

/** Any port does: connecting a UDP socket sends nothing, it only asks for the route. */
const anyPort = 9;

/** What the user asked for instead of the kernel's choice. */
export type RouteWishes = { readonly interface?: string; readonly source?: string };

/** A source address of this host, as text and as words. */
export type SourceAddress = { readonly address: string; readonly words: Uint32Array };

/**
 * Asks the kernel which source address its route to a destination uses: connect(2) on a UDP
 * socket, then getsockname(2). The answer is always an address of this host: nothing is spoofed.
 */
export class Routes implements Disposable {
  readonly #wishes: RouteWishes;
  readonly #sockets = new Map<4 | 6, Socket>();

  constructor(wishes: RouteWishes = {}) {
    this.#wishes = wishes;
  }

  /** Throws NO_ROUTE, SOURCE_NOT_LOCAL, INTERFACE_UNKNOWN, INTERFACE_DOWN. */
  sourceToward({ family, words, at, scope }: Destination): SourceAddress {
    const socket = this.#socketFor(family, scope);
    const to = words.subarray(at, at + 4);
    // Forget the last destination: a connected socket would keep its source address.
    socket.call("connect", new Uint8Array(16));
    // That has also untied it from its interface (the kernel's udp_disconnect), so tie it again.
    if (this.#wishes.interface !== undefined) bindToInterface(socket, this.#wishes.interface);
    const errno = socket.call("connect", socketAddress(family, to, anyPort, scope));
    if (errno !== undefined) throw this.#unreachable(formatAddress(family, to), errno);
    const source = readSocketAddress(socket.localAddress());
    return { address: formatAddress(family, source.words), words: source.words };
  }

  #socketFor(family: 4 | 6, scope: number): Socket {
    const known = this.#sockets.get(family);
    if (known !== undefined) return known;
    const socket = new Socket(family === 4 ? AF.inet : AF.inet6, SOCK.dgram, 0);
    try {
      if (this.#wishes.source !== undefined) bindToSource(socket, family, this.#wishes, scope);
    } catch (error) {
      socket[Symbol.dispose]();
      throw error;
    }
    this.#sockets.set(family, socket);
    return socket;
  }

  #unreachable(destination: string, errno: string): HalfopenError {
    const { interface: name } = this.#wishes;
    if (name !== undefined && interfacesUp()[name] === undefined) {
      return new HalfopenError("INTERFACE_DOWN", `interface ${name} is down or has no address`, {
        remedy: `bring it up with \`ip link set ${name} up\`, or choose another --interface`,
      });
    }
    if (errno === "EACCES") {
      return new HalfopenError("NO_ROUTE", `${destination} is a broadcast address`, {
        remedy: "name the address of one host",
      });
    }
    const { source } = this.#wishes;
    if (errno === "EINVAL" && source !== undefined && /^(127\.|::1$)/.test(source)) {
      const sentence = `${destination} cannot be reached from ${source}: a loopback address reaches only this host`;
      return new HalfopenError("NO_ROUTE", sentence, {
        remedy: "leave out the source, or name another address of this host",
      });
    }
    const through = name === undefined ? "" : ` through ${name}`;
    return new HalfopenError("NO_ROUTE", `no route to ${destination}${through} (${errno})`, {
      remedy: "see `ip route get` for this address",
    });
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets.values()) socket[Symbol.dispose]();
    this.#sockets.clear();
  }
}

/** The interface that owns an address of this host; undefined for one that none names (127.0.0.2). */
export function interfaceOf(address: string): string | undefined {
  for (const [name, addresses] of Object.entries(interfacesUp())) {
    if (addresses.some((owned) => owned.address === address)) return name;
  }
  return undefined;
}

/** Keeps a socket's traffic on one interface. Throws INTERFACE_UNKNOWN. */
export function bindToInterface(socket: Socket, name: string): void {
  try {
    socket.bindToInterface(name);
  } catch (error) {
    const known = Object.keys(interfacesUp()).join(", ") || "none is up";
    throw new HalfopenError("INTERFACE_UNKNOWN", `there is no interface ${name} on this host`, {
      remedy: `the interfaces here: ${known}`,
      cause: error,
    });
  }
}

/** Whether this host has an interface of that name, asked as probing asks. Throws INTERFACE_UNKNOWN. */
export function checkInterface(name: string): void {
  using socket = new Socket(AF.inet, SOCK.dgram, 0);
  bindToInterface(socket, name);
}

function bindToSource(socket: Socket, family: 4 | 6, wishes: RouteWishes, scope: number): void {
  const { source = "", interface: name } = wishes;
  const parsed = parseAddress(source);
  if (parsed === undefined || parsed.family !== family) {
    throw new HalfopenError("SOURCE_NOT_LOCAL", `source ${source} is not an IPv${family} address`, {
      remedy: `give an IPv${family} address of this host`,
    });
  }
  // A link-local source means nothing without its interface: its own zone, -I, or the destination's.
  const zone = parsed.zone ?? name;
  const own =
    family === 6 && zone !== undefined && isLinkLocal(parsed.words) ? scopeOfZone(zone) : scope;
  const errno = socket.call("bind", socketAddress(family, parsed.words, 0, own));
  const foreign =
    nonlocalBindAllowed(family) && interfaceOf(formatAddress(family, parsed.words)) === undefined;
  if (errno === "EADDRNOTAVAIL" || foreign) {
    const owned = Object.values(interfacesUp()).flatMap((list) => [...list]);
    throw new HalfopenError("SOURCE_NOT_LOCAL", `${source} is not an address of this host`, {
      remedy: `halfopen never spoofs; the addresses here: ${owned.map((one) => one.address).join(", ")}`,
    });
  }
  if (errno !== undefined) throw systemCallFailed("bind of the source address", errno);
}

/** Whether this kernel lets a foreign address be bound (ip_nonlocal_bind): then its word is no proof. */
function nonlocalBindAllowed(family: 4 | 6): boolean {
  try {
    return readFileSync(`/proc/sys/net/ipv${family}/ip_nonlocal_bind`, "utf8").trim() !== "0";
  } catch {
    return true;
  }
}

const isLinkLocal = (words: Uint32Array): boolean => words[0]! >>> 22 === 0xfe80 >>> 6;
