import { isIPv4, isIPv6 } from "node:net";
import { formatEndpoint } from "../endpoint.ts";
import { hostNameInAscii } from "./host-name.ts";
import { parseIpv6 } from "./ipv6.ts";
import { invalidTarget, quote } from "./refusal.ts";
import type { Target } from "./target.ts";

/**
 * Reads a target as a user writes it: `host`, `host:port`, `tcp://host:port`, `192.0.2.1`,
 * `2001:db8::1`, `[2001:db8::1]:443`, `[fe80::1%eth0]:22`. `defaultPort` stands in for a missing port.
 * Throws TARGET_INVALID, saying what was wrong and what to write.
 */
export function parseTarget(text: string, defaultPort = 443): Target {
  const { host, port } = splitTarget(text);
  return makeTarget(host, port === undefined ? defaultPort : parsePort(port));
}

/** The host of a target, perhaps in brackets, and what stands where its port belongs; both unread. */
export const splitTarget = (text: string): { host: string; port?: string } =>
  splitAuthority(withoutScheme(text));

/**
 * The target made of a host (a name, or an address with or without brackets) and a port.
 * Throws TARGET_INVALID when the host is neither a name nor an address.
 */
export function makeTarget(host: string, port: number): Target {
  const bare = host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
  if (isIPv4(host)) {
    const literal = { address: host, family: 4, port } as const;
    return { text: formatEndpoint(literal), host, port, literal };
  }
  if (bare !== host || /^[\da-f]*:[\da-f:.]*(%|$)/i.test(host)) {
    const literal = { ...parseIpv6(bare), family: 6, port } as const;
    return { text: formatEndpoint(literal), host: literal.address, port, literal };
  }
  return { text: `${host}:${port}`, host: hostNameInAscii(host), port };
}

/** A port as a number from 1 to 65535; throws TARGET_INVALID. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65535) return port;
  throw invalidTarget(
    text === "" ? "the port is missing after the colon" : `${quote(text)} is not a port`,
    "a port is a whole number from 1 to 65535",
  );
}

/** Where those listen who are named by such a URL. */
const usualPorts: Readonly<Record<string, number>> = { http: 80, https: 443, ssh: 22, ftp: 21 };

function withoutScheme(text: string): string {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  if (scheme === null) return text;
  const rest = text.slice(scheme[0].length);
  const name = scheme[1]!.toLowerCase();
  if (name === "tcp") return rest.replace(/\/$/, "");
  const port = usualPorts[name];
  const [authority = ""] = rest.split(/[/?#]/, 1);
  const meant = port === undefined || /:\d+$/.test(authority) ? authority : `${authority}:${port}`;
  throw invalidTarget(
    `${quote(text)} is not a TCP target: only tcp:// is understood`,
    port === undefined || authority === ""
      ? "name a host and a port, as in example.com:443"
      : `did you mean ${meant}?`,
  );
}

function splitAuthority(authority: string): { host: string; port?: string } {
  if (authority.startsWith("[")) return splitBrackets(authority);
  const first = authority.indexOf(":");
  if (first === -1) return { host: authority };
  const last = authority.lastIndexOf(":");
  if (first === last) return { host: authority.slice(0, first), port: authority.slice(first + 1) };
  suggestBrackets(authority, last);
  refuseAmbiguous(authority, last);
  return { host: authority };
}

function splitBrackets(authority: string): { host: string; port?: string } {
  const end = authority.indexOf("]");
  const host = authority.slice(0, end + 1);
  const rest = authority.slice(end + 1);
  if (end === -1) {
    throw invalidTarget(
      `${quote(authority)} has no closing bracket`,
      "write an IPv6 address and its port as [2001:db8::1]:443",
    );
  }
  if (rest === "") return { host };
  if (rest.startsWith(":")) return { host, port: rest.slice(1) };
  throw invalidTarget(
    `${quote(rest)} follows the bracket of ${quote(authority)}`,
    "after the bracket stands a colon and the port, as in [2001:db8::1]:443",
  );
}

/** `2001:db8::1:443` is an address, but whoever writes it may mean port 443 of 2001:db8::1. */
function refuseAmbiguous(authority: string, lastColon: number): void {
  const withoutPort = authority.slice(0, lastColon);
  const port = authority.slice(lastColon + 1);
  if (!isIPv6(authority) || !isIPv6(withoutPort) || !/^[1-9]\d{1,4}$/.test(port)) return;
  throw invalidTarget(
    `${quote(authority)} may be an address, or an address and a port`,
    `write [${authority}] for the address, or [${withoutPort}]:${port} for the port`,
  );
}

/** `2001:db8:0:0:0:0:0:1:443` is no address, but becomes one when its last group is a port. */
function suggestBrackets(authority: string, lastColon: number): void {
  const [address = "", zone] = authority.split("%", 2);
  const valid = isIPv6(address) && (zone === undefined || !zone.includes(":"));
  const withoutPort = authority.slice(0, lastColon);
  if (valid || !isIPv6(withoutPort) || !/^\d+$/.test(authority.slice(lastColon + 1))) return;
  throw invalidTarget(
    `${quote(authority)} is not an IPv6 address`,
    `did you mean [${withoutPort}]:${authority.slice(lastColon + 1)}?`,
  );
}
