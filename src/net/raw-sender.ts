import { KernelMemory } from "./kernel-memory.ts";
import { AF, IPPROTO, lastErrno, libc, MSG, SOCK, SOL } from "./libc.ts";
import { type PacketBatch, slotSize } from "./link.ts";
import { Opening } from "./opening.ts";
import { bindToInterface } from "./routes.ts";
import { Socket } from "./socket.ts";

const sendBuffer = { option: 7, octets: 4 * 1024 * 1024 } as const;
const headerIncluded = { ipv6: 36 } as const;

/** Octets of `struct mmsghdr`, `struct iovec`, and what we leave for an address and a control message. */
const size = { message: 64, vector: 16, address: 32, control: 40 } as const;
/** `struct msghdr`, offsets in octets. */
const message = {
  name: 0,
  nameLength: 8,
  vector: 16,
  vectors: 24,
  control: 32,
  controlLength: 40,
} as const;
/** `struct cmsghdr` with `in_pktinfo` or `in6_pktinfo` behind it (ip(7), RFC 3542 §6). */
const control = { length: 0, level: 8, type: 12 } as const;
const packetInfo = {
  ipv4: { level: 0, type: 8, length: 28, space: 32, interfaceIndex: 16, source: 20 },
  ipv6: { level: 41, type: 50, length: 36, space: 40, source: 16, interfaceIndex: 32 },
} as const;

/** A batch whose packets and message headers lie in memory that the kernel may point into. */
class MappedBatch implements PacketBatch, Disposable {
  readonly capacity: number;
  readonly slotSize = slotSize;
  readonly view: DataView;
  readonly lengths: Uint16Array;
  readonly scopes: Uint32Array;
  readonly tags: Int32Array;
  count = 0;
  readonly #packets: KernelMemory;
  readonly #messages: KernelMemory;
  readonly #vectorsAt: number;
  readonly #addressesAt: number;
  readonly #controlsAt: number;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.lengths = new Uint16Array(capacity);
    this.scopes = new Uint32Array(capacity);
    this.tags = new Int32Array(capacity);
    this.#packets = new KernelMemory(capacity * slotSize);
    this.view = this.#packets.view;
    this.#vectorsAt = capacity * size.message;
    this.#addressesAt = this.#vectorsAt + capacity * size.vector;
    this.#controlsAt = this.#addressesAt + capacity * size.address;
    this.#messages = new KernelMemory(this.#controlsAt + capacity * size.control);
    for (let slot = 0; slot < capacity; slot++) this.#link(slot);
  }

  /** Points message `slot` at its vector and address, once and for all. */
  #link(slot: number): void {
    const { view, address } = this.#messages;
    const at = slot * size.message;
    const vector = this.#vectorsAt + slot * size.vector;
    const put = (where: number, value: number) => {
      view.setUint32(where, value % 2 ** 32, true);
      view.setUint32(where + 4, value / 2 ** 32, true);
    };
    put(at + message.name, address + this.#addressesAt + slot * size.address);
    put(at + message.vector, address + vector);
    put(at + message.vectors, 1);
    put(at + message.control, address + this.#controlsAt + slot * size.control);
    put(vector, this.#packets.address + slot * slotSize);
  }

  familyOf(slot: number): 4 | 6 {
    return this.view.getUint8(slot * slotSize) >> 4 === 4 ? 4 : 6;
  }

  /** Completes message `slot` from its packet: its length, where it goes and where it comes from. */
  complete(slot: number): void {
    const { view } = this.#messages;
    const to = this.#addressesAt + slot * size.address;
    const packet = slot * slotSize;
    const ipv4 = this.familyOf(slot) === 4;
    view.setUint32(this.#vectorsAt + slot * size.vector + 8, this.lengths[slot]!, true);
    view.setUint32(slot * size.message + message.nameLength, ipv4 ? 16 : 28, true);
    view.setUint32(to, ipv4 ? AF.inet : AF.inet6, true);
    this.#nameSource(slot, ipv4 ? 4 : 6);
    if (ipv4) {
      view.setUint32(to + 4, this.view.getUint32(packet + 16));
    } else {
      for (let word = 0; word < 16; word += 4) {
        view.setUint32(to + 8 + word, this.view.getUint32(packet + 24 + word));
      }
      view.setUint32(to + 24, this.scopes[slot]!, true);
    }
  }

  /**
   * Says the packet's source to the kernel a second time, in a control message: then it routes by it,
   * and refuses (EINVAL) a packet whose source is not this host's any more.
   */
  #nameSource(slot: number, family: 4 | 6): void {
    const { view } = this.#messages;
    const info = family === 4 ? packetInfo.ipv4 : packetInfo.ipv6;
    const at = this.#controlsAt + slot * size.control;
    const source = slot * slotSize + (family === 4 ? 12 : 8);
    view.setUint32(slot * size.message + message.controlLength, info.space, true);
    view.setUint32(at + control.length, info.length, true);
    view.setUint32(at + control.level, info.level, true);
    view.setUint32(at + control.type, info.type, true);
    for (let word = 0; word < (family === 4 ? 4 : 16); word += 4) {
      view.setUint32(at + info.source + word, this.view.getUint32(source + word));
    }
    view.setUint32(at + info.interfaceIndex, this.scopes[slot]!, true);
  }

  /** The slot after the last that follows `from` in one row of the same family. */
  endOfFamily(from: number, until: number): number {
    const family = this.familyOf(from);
    let end = from + 1;
    while (end < until && this.familyOf(end) === family) end++;
    return end;
  }

  messageAddress(slot: number): number {
    return this.#messages.address + slot * size.message;
  }

  [Symbol.dispose](): void {
    this.#packets[Symbol.dispose]();
    this.#messages[Symbol.dispose]();
  }
}

/**
 * Sends prepared IP datagrams through raw(7) sockets, header included, many to a system call.
 * The kernel still routes them and resolves neighbours, so tunnels and several uplinks just work.
 */
export class RawSender implements Disposable {
  refusal: string | undefined;
  #batch: MappedBatch;
  /** Those that threads beside send or, empty, wait for their turn: one for each such thread. */
  readonly #others: MappedBatch[] = [];
  #sendingAside = 0;
  #isDisposed = false;
  readonly #ipv4: Socket;
  readonly #ipv6: Socket | undefined;
  readonly #interface: string | undefined;

  /** Opens the sockets. Throws RAW_SOCKET_DENIED without CAP_NET_RAW. */
  constructor(options: { interface?: string; capacity?: number } = {}) {
    using opening = new Opening();
    this.#interface = options.interface;
    this.#ipv4 = opening.use(new Socket(AF.inet, SOCK.raw, IPPROTO.raw));
    this.#ipv6 = opening.useOptional(openIpv6());
    for (const socket of [this.#ipv4, this.#ipv6]) {
      socket?.set(SOL.socket, sendBuffer.option, [sendBuffer.octets]);
      if (socket && options.interface !== undefined) bindToInterface(socket, options.interface);
    }
    this.#batch = opening.use(new MappedBatch(options.capacity ?? 64));
    opening.done();
  }

  get batch(): PacketBatch {
    return this.#batch;
  }

  /**
   * From now on `sendAside` sends up to so many batches at once; where there is no memory for them, it
   * goes on with those that it has.
   */
  useThreadsBeside(count: number): void {
    if (this.#isDisposed) return;
    try {
      while (this.#others.length < count) this.#others.push(new MappedBatch(this.#batch.capacity));
    } catch {
      // It was a favour: nothing depends on it.
    }
  }

  /** Whether a thread beside could take the batch now. */
  get isFreeAside(): boolean {
    return this.#others.some(({ count }) => count === 0);
  }

  /**
   * Sends the batch in a thread of libuv's pool, so that the kernel's share of the work is not on
   * ours. False when it cannot just now. See `Link.sendAside`.
   */
  sendAside(back: (batch: PacketBatch, taken: number) => void): boolean {
    const batch = this.#batch;
    const { count } = batch;
    const free = this.#others.findIndex((other) => other.count === 0);
    if (free < 0) return false;
    const socket = this.#socketFor(batch.familyOf(0));
    if (socket === undefined || batch.endOfFamily(0, count) < count) return false;
    for (let slot = 0; slot < count; slot++) batch.complete(slot);
    this.#sendingAside++;
    libc().sendmmsg.async(
      socket.fd,
      batch.messageAddress(0),
      count,
      MSG.dontwait,
      (error, taken) => {
        this.#sendingAside--;
        // What was not sent goes the usual way, which names the errno.
        if (!this.#isDisposed) back(batch, error ? 0 : Math.max(0, taken));
        else if (this.#sendingAside === 0) this.#release();
      },
    );
    this.#batch = this.#others[free]!;
    this.#others[free] = batch;
    return true;
  }

  #socketFor(family: 4 | 6): Socket | undefined {
    return family === 4 ? this.#ipv4 : this.#ipv6;
  }

  /** Sends a batch's slots `from` to before `until`; returns how many left. `refusal` tells why it stopped. */
  send(one: PacketBatch, from: number, until: number): number {
    const batch = this.#others.find((other) => other === one) ?? this.#batch;
    this.refusal = undefined;
    for (let slot = from; slot < until; slot++) batch.complete(slot);
    let next = from;
    while (next < until) {
      const end = batch.endOfFamily(next, until);
      const socket = this.#socketFor(batch.familyOf(next));
      if (socket === undefined) {
        this.refusal = "EAFNOSUPPORT";
        break;
      }
      const first = batch.messageAddress(next);
      const taken = libc().sendmmsg(socket.fd, first, end - next, MSG.dontwait);
      if (taken < 0) {
        this.refusal = lastErrno();
        if (this.refusal === "ENODEV") this.#bindAnew();
        break;
      }
      // Fewer than asked: the next call begins with the packet at fault and names the errno.
      next += taken;
    }
    return next - from;
  }

  /** An interface that went away and came back (a VPN's) has another index under the same name. */
  #bindAnew(): void {
    if (this.#interface === undefined) return;
    try {
      for (const socket of [this.#ipv4, this.#ipv6]) socket?.bindToInterface(this.#interface);
    } catch {
      // Not back yet: the next probe asks again.
    }
  }

  /** What threads beside are still reading is let go when they are done. */
  [Symbol.dispose](): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    if (this.#sendingAside === 0) this.#release();
  }

  #release(): void {
    this.#ipv4[Symbol.dispose]();
    this.#ipv6?.[Symbol.dispose]();
    this.#batch[Symbol.dispose]();
    for (const other of this.#others) other[Symbol.dispose]();
  }
}

/** Undefined on a machine that has IPv6 switched off. */
function openIpv6(): Socket | undefined {
  try {
    const socket = new Socket(AF.inet6, SOCK.raw, IPPROTO.raw);
    socket.set(IPPROTO.ipv6, headerIncluded.ipv6, [1]);
    return socket;
  } catch {
    return undefined;
  }
}
