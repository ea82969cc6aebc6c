import type { FrameView } from "./link.ts";

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

const outgoing = 4;
const ownedByUser = 1;
const ownedByKernel = 0;
const checksumNotReady = 1 << 3;

export type RingSize = { blockSize: number; blocks: number };

/** Reads a TPACKET_V3 ring: blocks that the kernel fills with frames and hands over, in turn. */
export class RingReader {
  readonly #view: DataView;
  readonly #size: RingSize;
  readonly #states: Int32Array;
  readonly #frame: RingFrame;
  #next = 0;

  /** `view` is all of its buffer: the ring's memory. */
  constructor(view: DataView, size: RingSize) {
    this.#view = view;
    this.#size = size;
    this.#states = new Int32Array(view.buffer);
    this.#frame = new RingFrame(view);
  }

  /** Visits every frame of the blocks that the kernel has handed over; returns how many. HOT. */
  drain(visit: (frame: FrameView) => void): number {
    const view = this.#view;
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
