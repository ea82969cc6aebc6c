import { isIPv6, SocketAddress } from "node:net";
import { invalidTarget, quote } from "./refusal.ts";

/**
 * An IPv6 address in its canonical form (RFC 5952) and its zone (RFC 4007 §11), from text
 * without brackets. Throws TARGET_INVALID.
 */
export function parseIpv6(text: string): { address: string; zone?: string } {
  const percent = text.indexOf("%");
  const written = percent === -1 ? text : text.slice(0, percent);
  if (!isIPv6(written)) {
    throw invalidTarget(
      `${quote(text)} is not an IPv6 address`,
      "write an IPv6 address and its port as [2001:db8::1]:443",
    );
  }
  const { address } = new SocketAddress({ address: written, family: "ipv6" });
  if (address.startsWith("::ffff:") && address.includes(".")) {
    throw invalidTarget(
      `${quote(text)} is an IPv4 address in IPv6 clothing, and never travels as IPv6`,
      `write ${address.slice("::ffff:".length)}`,
    );
  }
  return percent === -1 ? { address } : { address, zone: parseZone(text, address, percent) };
}

function parseZone(text: string, address: string, percent: number): string {
  const zone = text.slice(percent + 1);
  // Linux: an interface name has at most 15 octets, no slash, no colon and no white space.
  if (!/^[^\s/:%[\]]{1,15}$/.test(zone)) {
    throw invalidTarget(
      `the zone of ${quote(text)} is not the name of an interface`,
      `name an interface after the percent sign, as in ${address}%eth0`,
    );
  }
  if (!/^fe[89ab]/.test(address)) {
    throw invalidTarget(
      `${quote(text)} has a zone, but ${address} is not link-local (RFC 4007 §6)`,
      `leave out %${zone}, or choose the interface with -I ${zone}`,
    );
  }
  return zone;
}
