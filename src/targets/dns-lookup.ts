import { Resolver } from "node:dns/promises";
import { lookup as systemLookup } from "node:dns/promises";
import { readFileSync, statSync } from "node:fs";
import type { TimedLookup } from "./name-watcher.ts";

const hostsFile = "/etc/hosts";
/** Which name servers there are, and how they are asked. */
const resolverFile = "/etc/resolv.conf";

/**
 * Asks as this machine would: its hosts file, then name servers (with the lifetime of their records),
 * then, for names that those do not know, the system's own way (search domains, other sources). IPv4
 * comes first unless a name has only IPv6: what the route prefers is not known here.
 */
export function systemTimedLookup(): TimedLookup {
  const hosts = new HostsFile();
  const resolvers = new Resolvers(resolverFile);
  return async (host) => {
    const resolver = resolvers.current();
    const written = hosts.addressesOf(host);
    if (written.length > 0) return { addresses: written };
    const [four, six] = await Promise.allSettled([
      resolver.resolve4(host, { ttl: true }),
      resolver.resolve6(host, { ttl: true }),
    ]);
    const records = [four, six].flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    if (records.length > 0) {
      return {
        addresses: records.map(({ address }) => address),
        ttl: Math.min(...records.map(({ ttl }) => ttl)),
        // One that failed, other than for want of such records, says nothing of its family.
        partial: [four, six].some((one) => one.status === "rejected" && !isUnknown(one.reason)),
      };
    }
    const failed = [four, six].find((one) => one.status === "rejected" && !isUnknown(one.reason));
    // A server that did not answer is not asked again by another way: that would take seconds more.
    if (failed?.status === "rejected") throw unanswered(failed.reason as NodeJS.ErrnoException);
    const found = await systemLookup(host, { all: true, verbatim: true });
    return { addresses: found.map(({ address }) => address) };
  };
}

const unknown = new Set(["ENOTFOUND", "ENODATA"]);
const isUnknown = (reason: unknown): boolean =>
  unknown.has((reason as NodeJS.ErrnoException).code ?? "");
const silent = new Set(["ETIMEOUT", "ECONNREFUSED", "ESERVFAIL", "EREFUSED"]);

/** In the words of the system's own resolver, which whoever tells it knows. */
const unanswered = (reason: NodeJS.ErrnoException): Error =>
  silent.has(reason.code ?? "")
    ? Object.assign(new Error(reason.message), { code: "EAI_AGAIN" })
    : reason;

/** The name servers of this machine; others when their file was changed. */
export class Resolvers {
  readonly #file: string;
  #changed: number | undefined;
  #resolver = newResolver();

  constructor(file: string) {
    this.#file = file;
    this.#changed = changedAt(file);
  }

  current(): Resolver {
    const changed = changedAt(this.#file);
    // A resolver reads the file once, when it is made.
    if (changed !== this.#changed) this.#resolver = newResolver();
    this.#changed = changed;
    return this.#resolver;
  }
}

const newResolver = (): Resolver => new Resolver({ timeout: 2000, tries: 2 });

const changedAt = (file: string): number | undefined =>
  statSync(file, { throwIfNoEntry: false })?.mtimeMs;

/** The hosts file, read again when it was changed. */
class HostsFile {
  #changed = -1;
  #addresses = new Map<string, string[]>();

  addressesOf(host: string): readonly string[] {
    this.#refresh();
    return this.#addresses.get(host.toLowerCase()) ?? [];
  }

  #refresh(): void {
    try {
      const { mtimeMs } = statSync(hostsFile);
      if (mtimeMs === this.#changed) return;
      this.#changed = mtimeMs;
      this.#addresses = parseHosts(readFileSync(hostsFile, "utf8"));
    } catch {
      this.#addresses.clear();
    }
  }
}

/** Addresses by name, as hosts(5) has them. */
export function parseHosts(text: string): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (address === undefined || address === "") continue;
    for (const name of names) {
      const known = byName.get(name.toLowerCase());
      if (known === undefined) byName.set(name.toLowerCase(), [address]);
      else if (!known.includes(address)) known.push(address);
    }
  }
  return byName;
}
