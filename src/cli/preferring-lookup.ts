import { HalfopenError } from "../errors.ts";
import { Routes, type RouteWishes } from "../net/index.ts";
import { type Lookup, systemTimedLookup, type TimedLookup } from "../targets/index.ts";
import { parseAddress } from "../wire/index.ts";

/** Whether this host can send to an address. */
export type Reachable = (family: 4 | 6, words: Uint32Array) => boolean;

/**
 * Looks names up, however many at the same time. Of their addresses those come first that this host
 * has a route to, and of these IPv6 before IPv4, as RFC 6724 (§6, rules 1 and 6) would have it.
 */
export function preferringLookup(
  wishes: Wishes,
  lookup: TimedLookup = systemTimedLookup(),
  reachable: Reachable = byRoute(wishes),
): Lookup {
  const rankOf = (address: string): number => {
    const parsed = parseAddress(address);
    if (parsed === undefined || !reachable(parsed.family, parsed.words)) return 2;
    return parsed.family === 6 ? 0 : 1;
  };
  return async (host) => {
    const { addresses } = await lookup(host);
    return addresses
      .map((address) => ({ address, rank: rankOf(address) }))
      .toSorted((one, other) => one.rank - other.rank);
  };
}

type Wishes = {
  readonly interface?: string | undefined;
  readonly source?: string | undefined;
};

function byRoute({ interface: device, source }: Wishes): Reachable {
  const wishes: RouteWishes = {
    ...(device !== undefined && { interface: device }),
    ...(source !== undefined && { source }),
  };
  return (family, words) => {
    using routes = new Routes(wishes);
    try {
      routes.sourceToward({ family, words, at: 0, scope: 0 });
      return true;
    } catch (error) {
      // Where there is no such thing to ask, the order is that of the name servers.
      if (error instanceof HalfopenError) return false;
      throw error;
    }
  };
}
