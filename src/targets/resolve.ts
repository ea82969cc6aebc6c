import { lookup as systemLookup } from "node:dns/promises";
import { BlockList, isIPv6 } from "node:net";
import type { Endpoint } from "../endpoint.ts";
import { HalfopenError } from "../errors.ts";
import type { Target } from "./target.ts";

/** Every address of a name, in the order in which the system prefers them (RFC 6724). */
export type Lookup = (host: string) => Promise<readonly { readonly address: string }[]>;

export type ResolveOptions = {
  /** Only addresses of this family. */
  readonly family?: 4 | 6 | undefined;
  /** Every address, each an endpoint of its own, instead of the first. */
  readonly all?: boolean;
  readonly lookup?: Lookup;
};

/**
 * The endpoints of a target, at least one. An address is taken as it is; a name goes through the
 * system's resolver. Throws NAME_NOT_RESOLVED, NO_ADDRESS_OF_FAMILY, or TARGET_INVALID for an
 * address that many hosts share or none has (RFC 9293 §3.9.2.3 forbids a SYN to those).
 */
export async function resolveTarget(
  target: Target,
  { family, all = false, lookup = systemOrder }: ResolveOptions = {},
): Promise<Endpoint[]> {
  const endpoints = target.literal ? [target.literal] : await resolveName(target, lookup);
  const wanted = endpoints.filter((endpoint) => family === undefined || endpoint.family === family);
  if (wanted.length === 0 && family !== undefined) throw noAddressOf(target, family);
  const chosen = all ? wanted : wanted.slice(0, 1);
  for (const endpoint of chosen) refuseSharedAddress(target, endpoint);
  return chosen;
}

const systemOrder: Lookup = (host) => systemLookup(host, { all: true, verbatim: true });

async function resolveName(target: Target, lookup: Lookup): Promise<Endpoint[]> {
  const found = await lookup(target.host).catch((cause: unknown) => {
    throw notResolved(target, cause);
  });
  const addresses = [...new Set(found.map(({ address }) => address))];
  if (addresses.length === 0) throw notResolved(target, { code: "ENOTFOUND" });
  return addresses.map((written) => {
    const [address = written, zone] = written.split("%", 2);
    const endpoint = { address, family: isIPv6(address) ? 6 : 4, port: target.port } as const;
    return zone === undefined ? endpoint : { ...endpoint, zone };
  });
}

function notResolved(target: Target, cause: unknown): HalfopenError {
  const code = (cause as { code?: unknown } | null)?.code;
  const [reason, remedy] =
    code === "ENOTFOUND" || code === "ENODATA"
      ? ["no such host name is known", "check the spelling"]
      : code === "EAI_AGAIN"
        ? ["no name server answered", "try again, or check the network and /etc/resolv.conf"]
        : [`the resolver failed (${String(code ?? cause)})`, "check /etc/resolv.conf"];
  const message = `cannot resolve "${target.host}": ${reason}`;
  return new HalfopenError("NAME_NOT_RESOLVED", message, { remedy, cause });
}

function noAddressOf(target: Target, family: 4 | 6): HalfopenError {
  const other = family === 4 ? 6 : 4;
  return new HalfopenError(
    "NO_ADDRESS_OF_FAMILY",
    target.literal
      ? `"${target.host}" is not an IPv${family} address`
      : `"${target.host}" has no IPv${family} address`,
    {
      remedy: `leave out what asks for IPv${family} (-${family} or -S), or ask for IPv${other} with -${other}`,
    },
  );
}

const shared = new BlockList();
shared.addAddress("0.0.0.0");
shared.addAddress("255.255.255.255");
shared.addSubnet("224.0.0.0", 4);
shared.addAddress("::", "ipv6");
shared.addSubnet("ff00::", 8, "ipv6");

function refuseSharedAddress(target: Target, endpoint: Endpoint): void {
  if (!shared.check(endpoint.address, endpoint.family === 6 ? "ipv6" : "ipv4")) return;
  throw new HalfopenError(
    "TARGET_INVALID",
    `${target.text} cannot be probed: ${endpoint.address} is not the address of one host`,
    { remedy: "TCP speaks to a single host: name its own address" },
  );
}
