import koffi from "koffi";
import { closeSync, constants, openSync } from "node:fs";
import { getSystemErrorName } from "node:util";

/** ioctl(TUNSETIFF) and its flags (linux/if_tun.h). */
const setInterface = 0x400454ca;
const iffTun = 0x0001;
const iffNoPacketInformation = 0x1000;
const interfaceRequest = { octets: 40, flags: 16 } as const;

/** struct pollfd: int fd, short events, short revents. */
const pollEntry = { octets: 8, events: 4, returned: 6 } as const;
const pollIn = 0x001;

const lib = koffi.load(null);
const ioctl = lib.func("int ioctl(int fd, unsigned long request, void *argument)");
const read = lib.func("long read(int fd, _Out_ void *into, size_t size)");
const write = lib.func("long write(int fd, const void *from, size_t size)");
const ppoll = lib.func("int ppoll(void *entries, ulong count, void *timeout, void *mask)");

function failed(call: string): Error {
  return new Error(`${call} failed (${getSystemErrorName(-koffi.errno())})`);
}

/**
 * A TUN device: what the kernel routes to it is read here, what is written here the kernel
 * receives. It is used without the event loop, so that an answer leaves when it is due.
 */
export class Tun implements Disposable {
  readonly #fd: number;
  // Larger than what V8 keeps on its moving heap.
  readonly #packet = Buffer.alloc(65_536);
  readonly #polled = Buffer.alloc(256);
  readonly #timeout = Buffer.alloc(256);

  /** Makes the device of that name, which lasts until it is disposed. Needs CAP_NET_ADMIN. */
  constructor(name: string) {
    this.#fd = openSync("/dev/net/tun", constants.O_RDWR | constants.O_NONBLOCK);
    const request = Buffer.alloc(256);
    request.write(name, "latin1");
    request.writeUInt16LE(iffTun | iffNoPacketInformation, interfaceRequest.flags);
    if (ioctl(this.#fd, setInterface, request) < 0) {
      const error = failed("ioctl(TUNSETIFF)");
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** The next packet, undefined when none is waiting. It is overwritten by the next call. */
  read(): Uint8Array | undefined {
    const length = Number(read(this.#fd, this.#packet, this.#packet.length));
    if (length >= 0) return this.#packet.subarray(0, length);
    if (koffi.errno() === koffi.os.errno["EAGAIN"]) return undefined;
    throw failed("read of the TUN device");
  }

  write(packet: Uint8Array): void {
    if (Number(write(this.#fd, packet, packet.length)) !== packet.length) {
      throw failed("write to the TUN device");
    }
  }

  /**
   * Blocks until a packet or something on `otherFd` (its end counts) is waiting, or until
   * `timeoutNs` have passed; says whether `otherFd` is what ended it.
   */
  wait(otherFd: number, timeoutNs: number): boolean {
    for (const [index, fd] of [this.#fd, otherFd].entries()) {
      this.#polled.writeInt32LE(fd, index * pollEntry.octets);
      this.#polled.writeUInt32LE(pollIn, index * pollEntry.octets + pollEntry.events);
    }
    this.#timeout.writeBigInt64LE(BigInt(Math.floor(timeoutNs / 1e9)), 0);
    this.#timeout.writeBigInt64LE(BigInt(Math.floor(timeoutNs % 1e9)), 8);
    if (ppoll(this.#polled, 2, this.#timeout, null) < 0) {
      if (koffi.errno() === koffi.os.errno["EINTR"]) return false;
      throw failed("ppoll");
    }
    return this.#polled.readUInt16LE(pollEntry.octets + pollEntry.returned) !== 0;
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}
