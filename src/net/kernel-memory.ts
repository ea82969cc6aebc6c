import { libc, octetsAt, systemCallFailed } from "./libc.ts";

const readWrite = 0x1 | 0x2;
const privateAnonymous = 0x02 | 0x20;
const shared = 0x01;
const failed = 2 ** 64;

/**
 * Memory whose address the kernel may hold: mapped, so it never moves and is never collected.
 * Buffers of V8's heap do both, and then the kernel reads or writes somewhere else.
 */
export class KernelMemory implements Disposable {
  readonly address: number;
  readonly length: number;
  readonly view: DataView;
  #mapped = true;

  /** Maps `length` octets: anonymous, or of `fd` (a packet socket's ring). Throws SYSTEM_CALL_FAILED. */
  constructor(length: number, fd = -1) {
    this.length = length;
    const flags = fd < 0 ? privateAnonymous : shared;
    this.address = libc().mmap(0, length, readWrite, flags, fd, 0);
    if (this.address >= failed - 4096) throw systemCallFailed("mmap");
    this.view = new DataView(octetsAt(this.address, length));
  }

  /** Unmaps. Whoever still holds a view of this memory must not touch it again. */
  [Symbol.dispose](): void {
    if (!this.#mapped) return;
    this.#mapped = false;
    libc().munmap(this.address, this.length);
  }
}
