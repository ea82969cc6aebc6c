import { HalfopenError } from "./errors.ts";
import { KernelLink, type KernelLinkOptions, openClock, openConnector } from "./net/index.ts";
import { ConnectProber, type Method, SynProber, type SynProberOptions } from "./probe/index.ts";

export type OpenProberOptions = Omit<KernelLinkOptions, "ownResets"> &
  Omit<SynProberOptions, "random"> & {
    /** `syn` needs CAP_NET_RAW, `connect` nothing; `auto` (the default) takes `syn` when it may. */
    readonly method?: Method | "auto";
    /** Is told, in one sentence, when `auto` had to take `connect`, and why. */
    readonly notice?: (sentence: string) => void;
  };

/** What makes `auto` do without raw sockets. */
const refusals = ["RAW_SOCKET_DENIED", "PLATFORM_UNSUPPORTED"];

/**
 * A prober on this machine's network. Dispose it with `await using`, or its sockets stay open.
 * Throws INTERFACE_UNKNOWN; with the method `syn` also RAW_SOCKET_DENIED and PLATFORM_UNSUPPORTED.
 */
export function openProber(options: OpenProberOptions = {}): SynProber | ConnectProber {
  const { method = "auto" } = options;
  if (method === "connect") return openConnectProber(options);
  try {
    return openSynProber(options);
  } catch (error) {
    // A bare SYN is a thing that `connect` cannot send.
    const avoidable = error instanceof HalfopenError && refusals.includes(error.code);
    if (method === "syn" || options.bare || options.ecn || !avoidable) throw error;
    const prober = openConnectProber(options);
    options.notice?.(`probing with the connect method, because syn is refused: ${error.message}`);
    return prober;
  }
}

function openSynProber(options: OpenProberOptions): SynProber {
  // So that `selfCheck` can tell whether the RSTs leave that free the target's half-open entries.
  const link = new KernelLink({ ...options, ownResets: true });
  return new SynProber(link, openClock(), options);
}

function openConnectProber(options: OpenProberOptions): ConnectProber {
  const clock = openClock();
  return new ConnectProber(openConnector(clock, options), clock, options);
}
