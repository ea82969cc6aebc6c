import type { FrameView } from "../net/index.ts";
import type { Instant, Nanoseconds } from "../units.ts";

/** A frame that the simulated network will show. */
export type SimulatedFrame = {
  /** From the SYN's leaving to this frame's stamp. */
  readonly after: Nanoseconds;
  /** The packet, from the IP header on. */
  readonly octets: Uint8Array;
  /** Seen coming in, unless it says otherwise. */
  readonly direction?: "incoming" | "outgoing";
  /** How many octets of it the tap got; all, unless it was cut. */
  readonly captured?: number;
  /** True unless the sender left the checksum to hardware that it never passed. */
  readonly checksumFinished?: boolean;
  readonly interfaceIndex?: number;
};

/** A frame and the kernel's stamp on it. */
export type StampedFrame = { readonly frame: SimulatedFrame; readonly stamp: Instant };

const ethernet = 2;
const room = 2 ** 16;
const poison = 0xa5;

/**
 * The frame that a visitor is shown. As in a real ring it is one object for all frames, each of
 * which lies somewhere among other octets: to keep a frame, or to read outside it, goes wrong.
 */
export class ShownFrame implements FrameView {
  readonly view = new DataView(new ArrayBuffer(room));
  readonly at = 82;
  length = 0;
  wireLength = 0;
  seconds = 0;
  nanoseconds = 0;
  direction: "incoming" | "outgoing" = "incoming";
  checksumFinished = true;
  interfaceIndex = 0;

  show({ frame, stamp }: StampedFrame): this {
    const { octets } = frame;
    this.length = Math.min(frame.captured ?? octets.length, octets.length);
    this.wireLength = octets.length;
    const ring = new Uint8Array(this.view.buffer);
    ring.fill(poison, 0, this.at + octets.length + 64);
    ring.set(octets.subarray(0, this.length), this.at);
    this.seconds = stamp.seconds;
    this.nanoseconds = stamp.nanoseconds;
    this.direction = frame.direction ?? "incoming";
    this.checksumFinished = frame.checksumFinished ?? true;
    this.interfaceIndex = frame.interfaceIndex ?? ethernet;
    return this;
  }
}
