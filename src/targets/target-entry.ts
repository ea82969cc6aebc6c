import { type ParsedAddress, parseAddress } from "../wire/index.ts";
import { makeTarget, splitTarget } from "./parse-target.ts";
import { type PortList, parsePortList } from "./port-list.ts";
import { isMapped, type Prefix, parsePrefix, refuseUnprobeable } from "./prefix.ts";
import { invalidTarget, quote } from "./refusal.ts";

/** What one line of a target list stands for. A single address is a prefix of its whole length. */
export type TargetEntry = {
  /** Absent where the line names none: those asked for with the whole list. */
  readonly ports?: PortList;
} & (
  | { readonly kind: "prefix"; readonly prefix: Prefix; readonly zone?: string }
  /** A host name in ASCII, not yet resolved; `written` where it was written otherwise. */
  | { readonly kind: "name"; readonly host: string; readonly written?: string }
);

/**
 * A reader of `host`, `host:port`, `prefix` and `prefix:port`, where a port may also be a list
 * (`198.51.100.0/24:22,8000-8010`), and IPv6 stands in brackets when a port follows
 * (`[2001:db8::/120]:443`). It throws TARGET_INVALID. Lines that name the same ports get the very
 * same list.
 */
export function entryParser(): (text: string) => TargetEntry {
  const known = new Map<string, PortList>();
  const portsOf = (written: string): PortList => {
    let ports = known.get(written);
    if (ports === undefined) {
      if (known.size === mostKnown) known.clear();
      ports = parsePortList(written);
      known.set(written, ports);
    }
    return ports;
  };
  return (text) => {
    const { ports, ...host } = split(text);
    const entry = host.prefix === undefined ? hostEntry(host.host) : prefixEntry(host.prefix);
    return ports === undefined ? entry : { ...entry, ports: portsOf(ports) };
  };
}

/** Enough for every port of an inventory, and a bound for files of other things. */
const mostKnown = 65_536;

type Halves = { readonly ports?: string } & (
  | { readonly prefix: string; readonly host?: never }
  | { readonly prefix?: never; readonly host: string }
);

function split(text: string): Halves {
  if (!text.includes("/") || text.includes("://")) {
    const { host, port } = splitTarget(text);
    return port === undefined ? { host } : { host, ports: port };
  }
  const { open, inside, bare, ports } = withSlash.exec(text)?.groups ?? {};
  const prefix = inside ?? bare;
  if (prefix === undefined) {
    throw invalidTarget(
      open === undefined
        ? `${quote(text)} is not a prefix: no length follows its slash`
        : `${quote(text)} has no closing bracket, or something other than ports after it`,
      "write a prefix and its ports as 198.51.100.0/24:443 or [2001:db8::/120]:443",
    );
  }
  return ports === undefined ? { prefix } : { prefix, ports };
}

const withSlash =
  /^(?:\[(?<inside>[^\]]*)\]|(?<bare>[^[\]]*\/[^:[\]]+)|(?<open>\[).*|.*)(?::(?<ports>.*))?$/;

function prefixEntry(text: string): TargetEntry {
  const prefix = parsePrefix(text);
  refuseUnprobeable(prefix);
  return { kind: "prefix", prefix };
}

function hostEntry(text: string): TargetEntry {
  // A million addresses take the short way; names, zones and refusals the one that knows them all.
  const plain = parseAddress(/^\[.*:.*\]$/.test(text) ? text.slice(1, -1) : text);
  if (plain !== undefined && plain.zone === undefined && !isMapped(plain)) {
    return addressEntry(plain);
  }
  const { host, literal } = makeTarget(text, 0);
  const address = literal && parseAddress(literal.address);
  if (address === undefined) {
    return host === text ? { kind: "name", host } : { kind: "name", host, written: text };
  }
  const { zone } = literal ?? {};
  return zone === undefined ? addressEntry(address) : { ...addressEntry(address), zone };
}

function addressEntry({ family, words }: ParsedAddress): TargetEntry & { kind: "prefix" } {
  const prefix = { family, words, length: family === 4 ? 32 : 128 };
  refuseUnprobeable(prefix);
  return { kind: "prefix", prefix };
}
