import { isIPv6 } from "node:net";
import type { Method } from "../probe/index.ts";
import { makeTarget, parseTarget, type Target } from "../targets/index.ts";
import type { Nanoseconds } from "../units.ts";
import type { PingOptions } from "./ping-options.ts";
import { usageError } from "./usage-error.ts";

/** What `halfopen ping` was asked to do, checked as far as it can be without the network. */
export type PingSettings = {
  /** Those of the command line. */
  readonly targets: readonly Target[];
  /** Paths of target lists; `-` is standard input. */
  readonly files: readonly string[];
  /** Of targets in lists that name none. */
  readonly port: number;
  readonly strict: boolean;
  readonly family?: 4 | 6;
  readonly allAddresses: boolean;
  readonly method: Method | "auto";
  /** Probes of each endpoint; absent: until interrupted. */
  readonly count?: number;
  readonly interval: Nanoseconds;
  readonly timeout: Nanoseconds;
  readonly linger: Nanoseconds;
  /** Probes a second, of all endpoints together. */
  readonly rate: number;
  /** Probes a second to one globally routable address. */
  readonly maxRatePerAddress: number;
  readonly interface?: string;
  readonly source?: string;
  readonly sourcePort?: number;
  readonly flows?: number;
  readonly ttl: number;
  readonly dscp: number;
  readonly bare: boolean;
  readonly ecn: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly timestamps: boolean;
  readonly json: boolean;
  readonly table: "auto" | "always" | "never";
  readonly closedIsUp: boolean;
};

/** The short form of --help, for whoever named nothing to probe. */
export const pingUsage =
  "usage: halfopen ping [options] <target...>, for example: halfopen ping -c 5 example.com:443";

/** Settings from the words and options of a command line. Throws USAGE or TARGET_INVALID. */
export function pingSettings(names: readonly string[], options: PingOptions): PingSettings {
  const family = wantedFamily(options);
  if (options.ecn && options.method === "connect") {
    throw usageError(
      "--ecn cannot be used with --method connect",
      "leave out --ecn: with connect, the kernel writes the SYN",
    );
  }
  if (options.bare && options.method === "connect") {
    throw usageError(
      "--bare cannot be used with --method connect",
      "leave out --bare: with connect, the kernel writes the SYN",
    );
  }
  if (options.flows !== undefined && options.method === "connect") {
    throw usageError(
      "--flows cannot be used with --method connect",
      "leave out --flows: with connect, the kernel picks the source ports",
    );
  }
  if (options.json && options.table === "always") {
    throw usageError(
      "--json cannot be used with --table always",
      "leave out --table for a program, or --json for a terminal",
    );
  }
  const files = listFiles(options.file);
  const targets = namedTargets(names, options).map((target) =>
    checkedLiteral(target, family, options.interface),
  );
  if (targets.length + files.length === 0) throw usageError("no target is named", pingUsage);
  return {
    targets,
    files,
    port: options.port,
    strict: options.strict ?? false,
    ...given("family", family),
    allAddresses: options.allAddresses ?? false,
    method: options.method,
    ...given("count", options.count),
    interval: options.interval,
    timeout: options.timeout,
    linger: options.linger,
    rate: options.rate,
    maxRatePerAddress: options.maxRatePerAddress,
    ...given("interface", options.interface),
    ...given("source", options.source),
    ...given("sourcePort", options.sourcePort),
    ...given("flows", options.flows),
    ttl: options.ttl,
    dscp: options.dscp,
    bare: options.bare ?? false,
    ecn: options.ecn ?? false,
    verbose: options.verbose ?? false,
    quiet: options.quiet ?? false,
    timestamps: options.timestamps ?? false,
    json: options.json ?? false,
    table: options.table,
    closedIsUp: options.closedIsUp ?? false,
  };
}

function given<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in Key]?: Value };
}

function namedTargets(names: readonly string[], { host, port }: PingOptions): Target[] {
  if (host === undefined) return names.map((name) => parseTarget(name, port));
  const [, alone, written] = /^([^:]+|\[.*\]):(\d+)$/.exec(host) ?? [];
  if (alone !== undefined) {
    throw usageError(
      `--host is a host without a port, not ${JSON.stringify(host)}`,
      `write --host ${alone} --port ${written}`,
    );
  }
  if (names.length === 0) return [makeTarget(host, port)];
  throw usageError(
    `--host cannot be used with targets named beside it ("${names.join('", "')}")`,
    "name every target, as in halfopen ping a.example:443 b.example:22, or a single one with --host",
  );
}

/** -4, -6, or the family of the source address: nothing else can be reached from there. */
export function wantedFamily({
  ipv4,
  ipv6,
  source,
}: Pick<PingOptions, "ipv4" | "ipv6" | "source">): 4 | 6 | undefined {
  const asked = ipv4 ? 4 : ipv6 ? 6 : undefined;
  if (source === undefined) return asked;
  const family = isIPv6(source) ? 6 : 4;
  if (asked === undefined || asked === family) return family;
  throw usageError(
    `-${asked} cannot be used with the IPv${family} source ${source}`,
    `leave out -${asked}, or name an IPv${asked} source`,
  );
}

/** The lists that were named. Throws USAGE when standard input is to be read twice. */
export function listFiles(files: readonly string[] = []): readonly string[] {
  if (files.filter((file) => file === "-").length < 2) return files;
  throw usageError("standard input can be read only once", "leave out one of the two -f -");
}

/** What an address that needs no resolving says about the options, before anything is sent. */
export function checkedLiteral(target: Target, family?: 4 | 6, interfaceName?: string): Target {
  const { literal } = target;
  if (literal === undefined) return target;
  if (family !== undefined && literal.family !== family) {
    throw usageError(
      `${target.text} is an IPv${literal.family} target, but IPv${family} is asked for`,
      `leave out that target, or what asks for IPv${family} (-${family} or -S)`,
    );
  }
  if (!/^fe[89ab].:/.test(literal.address)) return target;
  const zone = literal.zone ?? interfaceName;
  if (zone === undefined) {
    throw usageError(
      `${target.text} is link-local: it means nothing without an interface`,
      `name the interface, as in ${literal.address}%eth0, or with -I eth0`,
    );
  }
  if (interfaceName !== undefined && interfaceName !== zone) {
    throw usageError(
      `${target.text} is reached through ${zone}, but -I ${interfaceName} is asked for`,
      `leave out -I, or the zone %${zone}`,
    );
  }
  return { ...target, literal: { ...literal, zone } };
}
