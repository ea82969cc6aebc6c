import { type Nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";
import { captureFilter, type FilterOptions, instructionSize } from "./capture-filter.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { AF, type ReadableWatch, SOCK, SOL, systemCallFailed, watchReadable } from "./libc.ts";
import type { FrameView } from "./link.ts";
import { Opening } from "./opening.ts";
import { RingReader, type RingSize } from "./ring.ts";
import { Socket } from "./socket.ts";

/** Option numbers of packet(7) and socket(7). */
const option = {
  attachFilter: 26,
  timestampNs: 35,
  rxRing: 5,
  statistics: 6,
  version: 10,
} as const;

const tpacketV3 = 2;
const everyProtocol = 0x0003;

/** The kernel hands a block over when it is full, or when this much time has passed. */
const blockRetirement = { milliseconds: 2 } as const;

/**
 * Many small blocks rather than a few large ones: under a light load each block leaves with the
 * few frames of 2 ms, so their number decides how long the event loop may stall (here over 2 s).
 */
export const defaultRing: RingSize = { blockSize: 4096, blocks: 1024 };

/**
 * A ring for a run of so many probes: a short one takes less memory, and less time to make and to
 * take down. Each probe brings three frames (SYN, reply, RST), each perhaps in a block of its own.
 */
export const ringFor = (probes: number): RingSize => ({
  blockSize: defaultRing.blockSize,
  blocks: Math.max(64, Math.min(defaultRing.blocks, probes * 4)),
});

/**
 * Sees our SYNs leave and the replies arrive, each with the kernel's stamp: an AF_PACKET socket
 * on all interfaces with a TPACKET_V3 ring (Linux Documentation/networking/packet_mmap.rst).
 * Outgoing frames are stamped after the queueing discipline, just before the driver.
 */
export class Tap implements Disposable {
  /** A frame may be this much older than the moment at which `drain` first sees it. */
  readonly visibilityDelay: Nanoseconds = nanosecondsFromMilliseconds(25);
  readonly #socket: Socket;
  readonly #ring: KernelMemory;
  readonly #reader: RingReader;
  readonly #watch: ReadableWatch;
  readonly #filter: FilterOptions;

  /** Opens the tap; it sees nothing but `ports`. Throws RAW_SOCKET_DENIED or SYSTEM_CALL_FAILED. */
  constructor(ports: readonly number[], size = defaultRing, filter: FilterOptions = {}) {
    this.#filter = filter;
    using opening = new Opening();
    this.#socket = opening.use(new Socket(AF.packet, SOCK.dgram, 0));
    this.watchPorts(ports);
    this.#socket.set(SOL.packet, option.version, [tpacketV3]);
    // Makes the kernel stamp frames on arrival, not only when they reach the ring.
    this.#socket.set(SOL.socket, option.timestampNs, [1]);
    const { blockSize, blocks } = size;
    const frames = (blockSize / 2048) * blocks;
    this.#socket.set(SOL.packet, option.rxRing, [
      blockSize,
      blocks,
      2048,
      frames,
      blockRetirement.milliseconds,
      0,
      0,
    ]);
    this.#ring = opening.use(new KernelMemory(blockSize * blocks, this.#socket.fd));
    this.#reader = new RingReader(this.#ring.view, size);
    const everyInterface = new Uint8Array(20);
    const address = new DataView(everyInterface.buffer);
    address.setUint16(0, AF.packet, true);
    address.setUint16(2, everyProtocol);
    const errno = this.#socket.call("bind", everyInterface);
    if (errno !== undefined) throw systemCallFailed("bind of the packet socket", errno);
    this.#watch = watchReadable(this.#socket.fd);
    opening.done();
  }

  /**
   * Replaces the filter: from now on these ports are seen, and no others. Where the kernel has no
   * room for a program that names each (net.core.optmem_max), all from the least to the greatest.
   */
  watchPorts(ports: readonly number[]): void {
    try {
      this.#attach(captureFilter(ports, this.#filter));
    } catch {
      this.#attach(captureFilter(ports, { ...this.#filter, rangeOnly: true }));
    }
  }

  #attach(program: Uint8Array): void {
    const pointerAt = Math.ceil(program.length / 16) * 16;
    // The kernel copies the program, so this memory is only for the call.
    using memory = new KernelMemory(pointerAt + 16);
    program.forEach((octet, index) => memory.view.setUint8(index, octet));
    const argument = new DataView(new ArrayBuffer(16));
    argument.setUint16(0, program.length / instructionSize, true);
    argument.setBigUint64(8, BigInt(memory.address), true);
    this.#socket.set(SOL.socket, option.attachFilter, new Uint8Array(argument.buffer));
  }

  /** Visits every frame of the blocks that the kernel has handed over; returns how many. */
  drain(visit: (frame: FrameView) => void): number {
    return this.#reader.drain(visit);
  }

  /** Frames dropped since the last call because the ring was full (PACKET_STATISTICS). */
  takeDrops(): number {
    return this.#socket.get(SOL.packet, option.statistics, 3)[1]!;
  }

  /** Calls back once when frames may be waiting. */
  onReadable(callback: () => void): void {
    this.#watch.start(() => {
      this.#watch.stop();
      callback();
    });
  }

  stopWaiting(): void {
    this.#watch.stop();
  }

  [Symbol.dispose](): void {
    this.#watch.close();
    this.#socket[Symbol.dispose]();
    this.#ring[Symbol.dispose]();
  }
}
