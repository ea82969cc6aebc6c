import koffi, { type LibraryHandle } from "koffi";
import { constants } from "node:os";
import { HalfopenError } from "../errors.ts";

/*
 * The C library, and the only place that knows koffi. Addresses are plain numbers: every
 * buffer that the kernel touches lives in `KernelMemory`, which neither moves nor is collected.
 * Constants are those of Linux on 64-bit machines (x86-64, arm64, riscv64: the generic ABI).
 */

export const AF = { inet: 2, inet6: 10, packet: 17 } as const;
export const SOCK = { stream: 1, dgram: 2, raw: 3, cloexec: 0o2000000, nonblock: 0o4000 } as const;
export const IPPROTO = { ip: 0, tcp: 6, udp: 17, ipv6: 41, raw: 255 } as const;
export const SOL = { socket: 1, packet: 263 } as const;
export const MSG = { dontwait: 0x40, errqueue: 0x2000 } as const;

type Address = number;

function bindAll() {
  // The process itself already holds its C library, whichever that is (glibc or musl).
  const lib = koffi.load(null);
  return {
    socket: lib.func("int socket(int domain, int type, int protocol)") as (
      domain: number,
      type: number,
      protocol: number,
    ) => number,
    close: lib.func("int close(int fd)") as (fd: number) => number,
    bind: lib.func("int bind(int fd, uintptr_t address, uint32_t length)") as (
      fd: number,
      address: Address,
      length: number,
    ) => number,
    connect: lib.func("int connect(int fd, uintptr_t address, uint32_t length)") as (
      fd: number,
      address: Address,
      length: number,
    ) => number,
    getsockname: lib.func("int getsockname(int fd, uintptr_t address, uintptr_t length)") as (
      fd: number,
      address: Address,
      length: Address,
    ) => number,
    setsockopt: lib.func(
      "int setsockopt(int fd, int level, int name, uintptr_t value, uint32_t length)",
    ) as (fd: number, level: number, name: number, value: Address, length: number) => number,
    getsockopt: lib.func(
      "int getsockopt(int fd, int level, int name, uintptr_t value, uintptr_t length)",
    ) as (fd: number, level: number, name: number, value: Address, length: Address) => number,
    sendmmsg: lib.func(
      "int sendmmsg(int fd, uintptr_t messages, unsigned int count, int flags)",
    ) as ((fd: number, messages: Address, count: number, flags: number) => number) & {
      /** The same in a thread of libuv's pool; `done` is called in this one. */
      async(
        fd: number,
        messages: Address,
        count: number,
        flags: number,
        done: (error: Error | null, taken: number) => void,
      ): void;
    },
    recvmsg: lib.func("long recvmsg(int fd, uintptr_t message, int flags)") as (
      fd: number,
      message: Address,
      flags: number,
    ) => number,
    mmap: lib.func(
      "uintptr_t mmap(uintptr_t at, size_t length, int protection, int flags, int fd, long offset)",
    ) as (
      at: Address,
      length: number,
      protection: number,
      flags: number,
      fd: number,
      offset: number,
    ) => number,
    munmap: lib.func("int munmap(uintptr_t at, size_t length)") as (
      at: Address,
      length: number,
    ) => number,
    capset: lib.func("int capset(uintptr_t header, uintptr_t data)") as (
      header: Address,
      data: Address,
    ) => number,
    prctl: lib.func(
      "int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)",
    ) as (option: number, a: number, b: number, c: number, d: number) => number,
    madvise: lib.func("int madvise(uintptr_t at, size_t length, int advice)") as (
      at: Address,
      length: number,
      advice: number,
    ) => number,
    mallopt: ofGlibc(lib),
    fcntl: lib.func("int fcntl(int fd, int command, int argument)") as (
      fd: number,
      command: number,
      argument: number,
    ) => number,
    // Lists end with null. Returns only when it fails.
    execve: lib.func(
      "int execve(const char *path, const char **arguments, const char **environment)",
    ) as (
      path: string,
      words: readonly (string | null)[],
      environment: readonly (string | null)[],
    ) => number,
    clockGettime: lib.func("int clock_gettime(int clock, uintptr_t time)") as (
      clock: number,
      time: Address,
    ) => number,
  };
}

/** Undefined where there is another C library. */
function ofGlibc(lib: LibraryHandle) {
  try {
    return lib.func("int mallopt(int option, int value)") as (
      option: number,
      value: number,
    ) => number;
  } catch {
    return undefined;
  }
}

let bound: ReturnType<typeof bindAll> | undefined;

/** The C library's calls, bound at first use. Throws PLATFORM_UNSUPPORTED where there is no Linux. */
export function libc(): ReturnType<typeof bindAll> {
  if (process.platform !== "linux") {
    throw new HalfopenError(
      "PLATFORM_UNSUPPORTED",
      `raw SYN probes need Linux, and this is ${process.platform}`,
      { remedy: "run halfopen on a Linux host or in a Linux container" },
    );
  }
  bound ??= bindAll();
  return bound;
}

/** The same for what is no more than thrift: undefined where it cannot be called. */
export function libcIfAny(): ReturnType<typeof bindAll> | undefined {
  try {
    return libc();
  } catch {
    return undefined;
  }
}

/** Octets at `address` as an ArrayBuffer; valid for as long as the mapping is. */
export const octetsAt = (address: Address, length: number): ArrayBuffer =>
  koffi.view(address, length);

/** The name of the last failed call's errno, such as "EPERM". */
export const lastErrno = (): string => errnoName(koffi.errno());

/** The name of an errno, such as "EINPROGRESS" (which Node's own table leaves out). */
export const errnoName = (errno: number): string => names.get(errno) ?? `errno ${errno}`;

/** Of two names for one number the first is the usual one: EAGAIN, not EWOULDBLOCK. */
const names = new Map(
  Object.entries(constants.errno)
    .map(([name, number]) => [number, name] as const)
    .toReversed(),
);

/** An event-loop watch on a descriptor that the C library opened. */
export interface ReadableWatch {
  start(whenReadable: () => void): void;
  stop(): void;
  close(): void;
}

/** Watches `fd` with the event loop's own poll, so waiting takes no thread. */
export function watchReadable(fd: number): ReadableWatch {
  const handle = koffi.node.poll(fd, { readable: true }, () => {});
  handle.stop();
  return {
    start: (whenReadable) => handle.start({ readable: true }, whenReadable),
    stop: () => handle.stop(),
    close: () => handle.close(),
  };
}

/** Calls back once, when `fd` is writable or has failed; what it is then, its owner asks the kernel. */
export function watchWritable(fd: number, whenSettled: () => void): { close(): void } {
  const handle = koffi.node.poll(fd, { writable: true }, () => {
    handle.stop();
    whenSettled();
  });
  return { close: () => handle.close() };
}

/** A HalfopenError for a call that failed and that nothing more helpful is known about. */
export const systemCallFailed = (call: string, errno = lastErrno()): HalfopenError =>
  new HalfopenError("SYSTEM_CALL_FAILED", `${call} failed (${errno})`);
