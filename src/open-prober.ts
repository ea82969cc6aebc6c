import { KernelClock, KernelLink, type KernelLinkOptions } from "./net/index.ts";
import { type Prober, SynProber, type SynProberOptions } from "./probe/index.ts";

export type OpenProberOptions = Omit<KernelLinkOptions, "ownResets"> &
  Omit<SynProberOptions, "random">;

/**
 * A prober on this machine's network. Dispose it with `await using`, or its sockets stay open.
 * Throws PLATFORM_UNSUPPORTED, RAW_SOCKET_DENIED, INTERFACE_UNKNOWN.
 */
export function openProber(options: OpenProberOptions = {}): Prober {
  return new SynProber(new KernelLink(options), new KernelClock(), options);
}
