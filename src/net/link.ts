import type { Nanoseconds } from "../units.ts";

/** The most octets that a prepared packet may have: 40 of IPv6, 60 of TCP, rounded up. */
export const slotSize = 128;

/**
 * Packets ready to leave: one IP datagram in each slot of `slotSize` octets.
 * Its memory never moves, because the kernel is given its address.
 */
export interface PacketBatch {
  readonly capacity: number;
  /** Packet `n` is written from octet `n × slotSize` of `view` on. */
  readonly slotSize: number;
  readonly view: DataView;
  /** Octets used in each slot. */
  readonly lengths: Uint16Array;
  /** Interface index of each slot's destination where it is link-local (IPv6), else 0. */
  readonly scopes: Uint32Array;
  /** What the caller calls each packet; it means nothing to the link. */
  readonly tags: Int32Array;
  /** How many slots, from the first, are filled. */
  count: number;
}

/**
 * One captured frame, from the network header on. The same object is shown for every
 * frame: whoever wants to keep something copies it.
 */
export interface FrameView {
  readonly view: DataView;
  /** Where the IP header starts in `view`. */
  readonly at: number;
  /** Octets captured from there; fewer than `wireLength` when the frame was cut. */
  readonly length: number;
  readonly wireLength: number;
  /** The kernel's stamp, CLOCK_REALTIME. */
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly direction: "outgoing" | "incoming";
  /** False while the sender left the transport checksum unfinished (loopback, veth, offload). */
  readonly checksumFinished: boolean;
  readonly interfaceIndex: number;
}

/** Where probes leave from: an address of this host and the ports held on it. */
export interface Origin {
  readonly family: 4 | 6;
  readonly address: string;
  /** The address as in `wire`: IPv4 in the first word. */
  readonly words: Uint32Array;
  /** The interface that owns the address, where that is known. */
  readonly interface: string | undefined;
  /** The held ports, in the order in which they were got. */
  readonly ports: readonly number[];
}

/** A destination to find the origin for; `words` from `at` on, `scope` for IPv6 link-local. */
export type Destination = {
  readonly family: 4 | 6;
  readonly words: Uint32Array;
  readonly at: number;
  readonly scope: number;
};

/** The machine's network as a prober sees it: packets out, stamped frames in. */
export interface Link extends Disposable {
  /** Where the caller writes the packets of the next send; another one after `sendAside`. */
  readonly batch: PacketBatch;
  /** How long after it was stamped a frame may still be on its way to `drain`. */
  readonly visibilityDelay: Nanoseconds;
  /**
   * The origin that the kernel's route to a destination says, with at least one held port. The
   * same object for the same address. Throws NO_ROUTE, SOURCE_NOT_LOCAL, INTERFACE_DOWN, PORT_IN_USE.
   */
  originFor(destination: Destination): Origin;
  /** The interface index of an IPv6 zone (RFC 4007 §11). Throws INTERFACE_UNKNOWN. */
  scopeOf(zone: string): number;
  /** Holds up to `more` further ports of an origin; returns how many it got (0: no more to be had). */
  holdPorts(origin: Origin, more: number): number;
  /**
   * Hands the batch's packets from slot `from` on to the kernel and returns how many it took.
   * When it took fewer, `refusal` names the errno for the first that it did not take.
   */
  send(batch: PacketBatch, from: number): number;
  /**
   * Has another thread hand the whole batch to the kernel, and returns at once, with another `batch`
   * to fill. False, with nothing done, where there is no such thread, or none that is free. What the
   * kernel took is told to `back`; the batch is free again when its `count` has been set to 0.
   */
  sendAside(back: (batch: PacketBatch, taken: number) => void): boolean;
  /** The errno of the packet at which the last `send` stopped, such as "ENETUNREACH". */
  readonly refusal: string | undefined;
  /** Visits every frame since the last call, oldest first: our SYNs leaving, replies arriving. */
  drain(visit: (frame: FrameView) => void): number;
  /** Frames that the kernel dropped since the last call because the ring was full. */
  takeDrops(): number;
  /**
   * Resolves when frames may be waiting, though for them not before `rest` has passed (default 0),
   * when `wait` has passed, or on `wake`.
   */
  readable(wait: Nanoseconds, rest?: Nanoseconds): Promise<void>;
  /** Ends a pending `readable` at once. */
  wake(): void;
}
