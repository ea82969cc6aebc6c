import { AF, SOCK } from "./libc.ts";
import type { PacketBatch } from "./link.ts";
import { Socket } from "./socket.ts";
import { socketAddress } from "./socket-address.ts";

/**
 * Whether the IPv4 sources that we send from are still addresses of this host. The kernel checks an
 * IPv6 source by itself; an IPv4 header that a program wrote it takes as it is (raw(7)), so we ask:
 * only an address of this host can be bound.
 */
export class SourceCheck {
  readonly #sources = new Set<number>();
  readonly #gone = new Set<number>();

  /** From now on this source, an IPv4 address as a word, is looked after. */
  add(source: number): void {
    this.#sources.add(source);
  }

  /** The first packet of the batch, from `from` on, whose source is gone; the count when there is none. */
  firstForeign(batch: PacketBatch, from: number): number {
    this.#look();
    if (this.#gone.size === 0) return batch.count;
    for (let slot = from; slot < batch.count; slot++) {
      const at = slot * batch.slotSize;
      const isIpv4 = batch.view.getUint8(at) >> 4 === 4;
      if (isIpv4 && this.#gone.has(batch.view.getUint32(at + 12))) return slot;
    }
    return batch.count;
  }

  #look(): void {
    for (const source of this.#sources) {
      if (isOurs(source)) this.#gone.delete(source);
      else this.#gone.add(source);
    }
  }
}

function isOurs(source: number): boolean {
  const socket = new Socket(AF.inet, SOCK.dgram, 0);
  const errno = socket.call("bind", socketAddress(4, [source], 0));
  socket[Symbol.dispose]();
  return errno === undefined;
}
