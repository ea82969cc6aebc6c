import type { ProbeErrorFacts } from "./result.ts";

/** What the errno of a refused send means to a user, and what to do about it. */
const known: Record<string, { message: string; remedy: string }> = {
  EPERM: {
    message: "this host's own firewall refused the packet",
    remedy: "allow outgoing SYNs to this endpoint in the output chain",
  },
  ENETUNREACH: {
    message: "no route to this network",
    remedy: "see `ip route get` for this address",
  },
  EHOSTUNREACH: {
    message: "the route or the neighbour refuses this host",
    remedy: "see `ip route get` and `ip neigh` for this address",
  },
  EACCES: { message: "the kernel forbids this destination", remedy: "name one host's address" },
  EINVAL: {
    message: "the source address is not this host's any more",
    remedy: "check --interface and --source; halfopen never sends from a foreign address",
  },
  EADDRNOTAVAIL: {
    message: "the source address is not this host's any more",
    remedy: "check --interface and --source; halfopen never sends from a foreign address",
  },
  EMSGSIZE: {
    message: "the packet exceeds the interface's MTU",
    remedy: "raise the MTU, or use --bare",
  },
  ENETDOWN: { message: "the interface is down", remedy: "bring it up with `ip link set … up`" },
  ENODEV: { message: "the interface is gone", remedy: "choose another --interface" },
  EAFNOSUPPORT: { message: "IPv6 is switched off on this host", remedy: "use -4" },
};

export function describeErrno(errno: string): ProbeErrorFacts {
  const description = known[errno];
  if (description === undefined) return { code: errno, message: "the kernel refused the packet" };
  return { code: errno, message: description.message, remedy: description.remedy };
}
