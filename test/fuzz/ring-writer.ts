import type { RingSize } from "../../src/net/ring.ts";

/** A frame as the kernel would put it into the ring. */
export type RingedFrame = {
  readonly octets: Uint8Array;
  /** Octets of it that the tap got. */
  readonly captured: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly outgoing: boolean;
  readonly checksumFinished: boolean;
  readonly interfaceIndex: number;
};

/** From a frame's header in the ring to its network header, as the kernel places it for SOCK_DGRAM. */
const networkAt = 82;
const blockHeader = 48;
const userMayRead = 1;
const alignment = 8;

/**
 * Writes what the kernel would (Linux Documentation/networking/packet_mmap.rst): blocks of frames,
 * handed over one by one. Behind a frame that was cut lies what was cut off, as in a ring that has
 * gone round: to read it is an error that must show.
 */
export class RingWriter {
  readonly view: DataView;
  readonly #octets: Uint8Array;
  readonly #size: RingSize;
  #block = 0;
  #at = blockHeader;
  #last = 0;
  #packets = 0;

  constructor(size: RingSize) {
    this.#size = size;
    this.#octets = new Uint8Array(size.blockSize * size.blocks);
    this.view = new DataView(this.#octets.buffer);
  }

  /** False when the block has no room for it: hand the block over first. */
  write(frame: RingedFrame): boolean {
    const { octets } = frame;
    const needed = Math.ceil((networkAt + octets.length) / alignment) * alignment;
    if (this.#at + needed > this.#size.blockSize) return false;
    const { view } = this;
    const at = this.#block * this.#size.blockSize + this.#at;
    if (this.#packets > 0) view.setUint32(this.#last, at - this.#last, true);
    view.setUint32(at, 0, true);
    view.setUint32(at + 4, frame.seconds, true);
    view.setUint32(at + 8, frame.nanoseconds, true);
    view.setUint32(at + 12, frame.captured, true);
    view.setUint32(at + 16, octets.length, true);
    view.setUint32(at + 20, userMayRead | (frame.checksumFinished ? 0 : 8), true);
    view.setUint16(at + 24, networkAt, true);
    view.setUint16(at + 26, networkAt, true);
    view.setInt32(at + 48 + 4, frame.interfaceIndex, true);
    view.setUint8(at + 48 + 10, frame.outgoing ? 4 : 0);
    this.#octets.set(octets, at + networkAt);
    this.#last = at;
    this.#at += needed;
    this.#packets++;
    return true;
  }

  /** Gives the block to its reader and goes on to the next. Throws when that is not read yet. */
  handOver(): void {
    const start = this.#block * this.#size.blockSize;
    this.view.setUint32(start + 12, this.#packets, true);
    this.view.setUint32(start + 16, blockHeader, true);
    this.view.setUint32(start + 8, userMayRead, true);
    this.#block = (this.#block + 1) % this.#size.blocks;
    this.#at = blockHeader;
    this.#packets = 0;
    const next = this.#block * this.#size.blockSize;
    if (this.view.getUint32(next + 8, true) !== 0) throw new Error("the reader gave no block back");
  }
}
