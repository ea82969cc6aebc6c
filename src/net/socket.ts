import { HalfopenError } from "../errors.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { lastErrno, libc, SOCK, SOL, systemCallFailed } from "./libc.ts";

const bindToDevice = 25;
const denied = ["EPERM", "EACCES"];

/** In which options and addresses travel: every call ends before the next begins, so one serves all. */
let travelling: KernelMemory | undefined;
const scratch = (): KernelMemory => (travelling ??= new KernelMemory(4096));

/** A descriptor that closes itself. */
export class Socket implements Disposable {
  readonly fd: number;
  #open = true;

  /** Opens a socket, closed on exec. Throws RAW_SOCKET_DENIED without the privilege for its kind. */
  constructor(domain: number, type: number, protocol: number) {
    this.fd = libc().socket(domain, type | SOCK.cloexec, protocol);
    if (this.fd < 0) {
      const errno = lastErrno();
      throw denied.includes(errno) ? rawSocketDenied(errno) : systemCallFailed("socket", errno);
    }
  }

  /** Sets an option to 32-bit numbers (host byte order) or octets. Throws SYSTEM_CALL_FAILED. */
  set(level: number, name: number, value: readonly number[] | Uint8Array): void {
    this.#checkOpen();
    const { view, address } = scratch();
    let length: number;
    if (value instanceof Uint8Array) {
      value.forEach((octet, index) => view.setUint8(index, octet));
      length = value.length;
    } else {
      value.forEach((word, index) => view.setUint32(index * 4, word, true));
      length = value.length * 4;
    }
    if (libc().setsockopt(this.fd, level, name, address, length) < 0) {
      throw systemCallFailed(`setsockopt(${level}, ${name})`);
    }
  }

  /** Reads an option of up to `words` 32-bit numbers (host byte order). Throws SYSTEM_CALL_FAILED. */
  get(level: number, name: number, words: number): number[] {
    this.#checkOpen();
    const { view, address } = scratch();
    view.setUint32(0, words * 4, true);
    if (libc().getsockopt(this.fd, level, name, address + 16, address) < 0) {
      throw systemCallFailed(`getsockopt(${level}, ${name})`);
    }
    return Array.from({ length: words }, (_, index) => view.getUint32(16 + index * 4, true));
  }

  /** The number of a closed descriptor may be another's by now. */
  #checkOpen(): void {
    if (!this.#open) throw new HalfopenError("USAGE", "this network is closed already");
  }

  /** Keeps this socket's traffic on one interface (SO_BINDTODEVICE). */
  bindToInterface(name: string): void {
    this.set(SOL.socket, bindToDevice, new TextEncoder().encode(`${name}\0`));
  }

  /** Calls bind or connect with a socket address; returns the errno's name, undefined when it worked. */
  call(name: "bind" | "connect", address: Uint8Array): string | undefined {
    this.#checkOpen();
    const { view, address: at } = scratch();
    address.forEach((octet, index) => view.setUint8(index, octet));
    return libc()[name](this.fd, at, address.length) < 0 ? lastErrno() : undefined;
  }

  /** The local socket address (getsockname). */
  localAddress(): Uint8Array {
    this.#checkOpen();
    const { view, address } = scratch();
    view.setUint32(0, 128, true);
    if (libc().getsockname(this.fd, address + 16, address) < 0)
      throw systemCallFailed("getsockname");
    return new Uint8Array(view.buffer, 16, view.getUint32(0, true)).slice();
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    libc().close(this.fd);
  }
}

function rawSocketDenied(errno: string): HalfopenError {
  return new HalfopenError(
    "RAW_SOCKET_DENIED",
    `cannot open a raw socket (${errno}): this process lacks the capability CAP_NET_RAW`,
    {
      remedy:
        "run with sudo; or from a systemd unit with `AmbientCapabilities=CAP_NET_RAW`; or with a " +
        "private copy of node for one group only (`setcap cap_net_raw=ep`, which lets every script " +
        'that this copy runs do the same: see README, "Permissions")',
    },
  );
}
