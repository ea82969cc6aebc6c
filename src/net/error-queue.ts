import { formatAddress } from "../wire/index.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { AF, IPPROTO, libc, MSG } from "./libc.ts";
import { readSocketAddress } from "./socket-address.ts";
import type { Socket } from "./socket.ts";

/** IP_RECVERR and IPV6_RECVERR: keep what ICMP errors said (ip(7), ipv6(7)). */
const receiveErrors = { 4: 11, 6: 25 } as const;

/** Where things lie in our memory, and `struct msghdr`, `cmsghdr`, `sock_extended_err` therein. */
const control = { at: 64, length: 512 } as const;
const message = { control: 32, controlLength: 40 } as const;
const header = { length: 0, level: 8, type: 12, data: 16 } as const;
const error = { origin: 4, type: 5, code: 6, offender: 16 } as const;
const fromIcmp = [2, 3];

/** An ICMP or ICMPv6 error, and who sent it. */
export type IcmpNotice = { readonly type: number; readonly code: number; readonly sender: string };

/** Reads which ICMP error ended a handshake, from the socket's error queue (Linux 5.10 and later). */
export class ErrorQueue implements Disposable {
  readonly #memory = new KernelMemory(4096);

  /** To be called before connecting. */
  enable(socket: Socket, family: 4 | 6): void {
    socket.set(family === 4 ? IPPROTO.ip : IPPROTO.ipv6, receiveErrors[family], [1]);
  }

  /** The oldest ICMP error; undefined when there is none. */
  read(socket: Socket): IcmpNotice | undefined {
    const { view, address } = this.#memory;
    for (let offset = 0; offset < control.at; offset += 4) view.setUint32(offset, 0);
    view.setBigUint64(message.control, BigInt(address + control.at), true);
    view.setBigUint64(message.controlLength, BigInt(control.length), true);
    if (libc().recvmsg(socket.fd, address, MSG.errqueue | MSG.dontwait) < 0) return undefined;
    const end = control.at + Number(view.getBigUint64(message.controlLength, true));
    for (let at = control.at; at + header.data < end; ) {
      const notice = this.#notice(at);
      if (notice !== undefined) return notice;
      at += Math.max(header.data, (view.getUint32(at + header.length, true) + 7) & ~7);
    }
    return undefined;
  }

  #notice(at: number): IcmpNotice | undefined {
    const { view } = this.#memory;
    const level = view.getInt32(at + header.level, true);
    const type = view.getInt32(at + header.type, true);
    const data = at + header.data;
    const isError =
      (level === IPPROTO.ip && type === receiveErrors[4]) ||
      (level === IPPROTO.ipv6 && type === receiveErrors[6]);
    if (!isError || !fromIcmp.includes(view.getUint8(data + error.origin))) return undefined;
    const offender = data + error.offender;
    const length = view.getUint16(offender, true) === AF.inet ? 16 : 28;
    const sender = readSocketAddress(new Uint8Array(view.buffer, offender, length));
    return {
      type: view.getUint8(data + error.type),
      code: view.getUint8(data + error.code),
      sender: formatAddress(sender.family, sender.words),
    };
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
