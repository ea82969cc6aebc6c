import { BlockList, isIP } from "node:net";
import type { AllowRule } from "../config/index.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Target } from "../targets/index.ts";

/**
 * Whether a target may be probed on request. A name is allowed by its name; an address or a prefix allows
 * what it contains, also for a name that stands for such an address, which is known once it is resolved:
 * without an endpoint, a name that a prefix may still allow passes for now.
 */
export function isAllowed(
  rules: readonly AllowRule[],
  target: Target,
  endpoint?: Endpoint,
): boolean {
  return rules.some(({ host, ports }) => {
    if (ports !== undefined && !hasPort(ports, target.port)) return false;
    const [network = "", length] = host.split("/", 2);
    if (isIP(network) === 0) return nameMatches(host, target);
    const address = endpoint?.address ?? target.literal?.address;
    return address === undefined || contains(network, length, address);
  });
}

function nameMatches(pattern: string, { host, literal }: Target): boolean {
  if (literal !== undefined) return false;
  const [wanted, name] = [pattern.toLowerCase(), host.toLowerCase()];
  return wanted.startsWith("*.") ? name.endsWith(wanted.slice(1)) : name === wanted;
}

function contains(network: string, length: string | undefined, address: string): boolean {
  const family = isIP(network) === 6 ? "ipv6" : "ipv4";
  if (isIP(address) !== isIP(network)) return false;
  const list = new BlockList();
  if (length === undefined) list.addAddress(network, family);
  else list.addSubnet(network, Number(length), family);
  return list.check(address, family);
}

const hasPort = (ports: string, port: number): boolean =>
  ports.split(",").some((part) => {
    const [from, to = from] = part.split("-").map(Number);
    return port >= from! && port <= to!;
  });
