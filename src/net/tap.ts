import { type Nanoseconds, nanosecondsFromMilliseconds } from "../units.ts";
import { captureFilter, type FilterOptions, instructionSize } from "./capture-filter.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { AF, type ReadableWatch, SOCK, SOL, systemCallFailed, watchReadable } from "./libc.ts";
import type { FrameView } from "./link.ts";
import { Opening } from "./opening.ts";
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
const outgoing = 4;

/** `struct tpacket_block_desc` and `tpacket3_hdr` (linux/if_packet.h), offsets in octets. */
const block = { status: 8, packets: 12, firstPacket: 16 } as const;
const header = {
  next: 0,
  seconds: 4,
  nanoseconds: 8,
  captured: 12,
  wireLength: 16,
  status: 20,
  network: 26,
  linkLayer: 48,
} as const;
/** `struct sockaddr_ll`, offsets in octets from its start. */
const linkLayer = { interfaceIndex: 4, packetType: 10 } as const;

const ownedByUser = 1;
const ownedByKernel = 0;
const checksumNotReady = 1 << 3;

/** The kernel hands a block over when it is full, or when this much time has passed. */
const blockRetirement = { milliseconds: 2 } as const;

export type RingSize = { blockSize: number; blocks: number };

/**
 * Many small blocks rather than a few large ones: under a light load each block leaves with the
 * few frames of 2 ms, so their number decides how long the event loop may stall (here over 2 s).
 */
export const defaultRing: RingSize = { blockSize: 8192, blocks: 1024 };

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
  readonly #size: RingSize;
  readonly #states: Int32Array;
  readonly #frame: RingFrame;
  readonly #watch: ReadableWatch;
  readonly #filter: FilterOptions;
  #filterMemory: KernelMemory | undefined;
  #next = 0;

  /** Opens the tap; it sees nothing but `ports`. Throws RAW_SOCKET_DENIED or SYSTEM_CALL_FAILED. */
  constructor(ports: Iterable<number>, size = defaultRing, filter: FilterOptions = {}) {
    this.#size = size;
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
    this.#states = new Int32Array(this.#ring.view.buffer);
    this.#frame = new RingFrame(this.#ring.view);
    const everyInterface = new Uint8Array(20);
    const address = new DataView(everyInterface.buffer);
    address.setUint16(0, AF.packet, true);
    address.setUint16(2, everyProtocol);
    const errno = this.#socket.call("bind", everyInterface);
    if (errno !== undefined) throw systemCallFailed("bind of the packet socket", errno);
    this.#watch = watchReadable(this.#socket.fd);
    opening.done();
  }

  /** Replaces the filter: from now on these ports are seen, and no others. */
  watchPorts(ports: Iterable<number>): void {
    const program = captureFilter(ports, this.#filter);
    const pointerAt = Math.ceil(program.length / 16) * 16;
    const memory = new KernelMemory(pointerAt + 16);
    program.forEach((octet, index) => memory.view.setUint8(index, octet));
    const argument = new DataView(new ArrayBuffer(16));
    argument.setUint16(0, program.length / instructionSize, true);
    argument.setBigUint64(8, BigInt(memory.address), true);
    this.#socket.set(SOL.socket, option.attachFilter, new Uint8Array(argument.buffer));
    this.#filterMemory?.[Symbol.dispose]();
    this.#filterMemory = memory;
  }

  /** Visits every frame of the blocks that the kernel has handed over; returns how many. */
  drain(visit: (frame: FrameView) => void): number {
    const { view } = this.#ring;
    let seen = 0;
    for (let turn = 0; turn < this.#size.blocks; turn++) {
      const at = this.#next * this.#size.blockSize;
      const state = (at + block.status) >> 2;
      // Atomics order our reads of the frames after the kernel's word that they are complete.
      if ((Atomics.load(this.#states, state) & ownedByUser) === 0) break;
      const packets = view.getUint32(at + block.packets, true);
      let packet = at + view.getUint32(at + block.firstPacket, true);
      for (let count = 0; count < packets; count++) {
        this.#frame.pointAt(packet);
        visit(this.#frame);
        packet += view.getUint32(packet + header.next, true);
      }
      seen += packets;
      Atomics.store(this.#states, state, ownedByKernel);
      this.#next = (this.#next + 1) % this.#size.blocks;
    }
    return seen;
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
    this.#filterMemory?.[Symbol.dispose]();
  }
}

/** The frame that the visitor is shown: one object, pointed at each frame in turn. */
class RingFrame implements FrameView {
  readonly view: DataView;
  #packet = 0;
  at = 0;

  constructor(view: DataView) {
    this.view = view;
  }

  pointAt(packet: number): void {
    this.#packet = packet;
    this.at = packet + this.view.getUint16(packet + header.network, true);
  }

  get length(): number {
    return this.view.getUint32(this.#packet + header.captured, true);
  }

  get wireLength(): number {
    return this.view.getUint32(this.#packet + header.wireLength, true);
  }

  get seconds(): number {
    return this.view.getUint32(this.#packet + header.seconds, true);
  }

  get nanoseconds(): number {
    return this.view.getUint32(this.#packet + header.nanoseconds, true);
  }

  get direction(): "outgoing" | "incoming" {
    const type = this.view.getUint8(this.#packet + header.linkLayer + linkLayer.packetType);
    return type === outgoing ? "outgoing" : "incoming";
  }

  get checksumFinished(): boolean {
    const status = this.view.getUint32(this.#packet + header.status, true);
    return (status & checksumNotReady) === 0;
  }

  get interfaceIndex(): number {
    return this.view.getInt32(this.#packet + header.linkLayer + linkLayer.interfaceIndex, true);
  }
}
