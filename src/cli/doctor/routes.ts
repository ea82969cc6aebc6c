import { formatAddress } from "../../wire/index.ts";
import { type Check, notOk, ok } from "./check.ts";
import type { Machine } from "./machine.ts";

export type DefaultRoute = {
  readonly family: 4 | 6;
  readonly interface: string;
  /** Absent for a route that needs no gateway. */
  readonly gateway?: string;
};

/** RTF_UP and RTF_REJECT (linux/route.h). */
const flag = { up: 0x1, reject: 0x200 } as const;
const usable = (flags: number): boolean => (flags & (flag.up | flag.reject)) === flag.up;

/** Default routes of a /proc/net/route. Its addresses are words in this machine's byte order. */
export function readDefaultRoutes4(text: string): DefaultRoute[] {
  return rows(text).flatMap(([name, destination, gateway = "", flags = "0", , , , mask]) => {
    if (destination !== "00000000" || mask !== "00000000") return [];
    if (!usable(Number.parseInt(flags, 16))) return [];
    const octets = [...gateway.matchAll(/../gu)].map(([octet]) => Number.parseInt(octet, 16));
    return [route(4, name, octets.toReversed().join("."))];
  });
}

/** Default routes of a /proc/net/ipv6_route. */
export function readDefaultRoutes6(text: string): DefaultRoute[] {
  return rows(text).flatMap((row) => {
    const [destination = "", length, , , gateway = ""] = row;
    if (length !== "00" || /[^0]/u.test(destination)) return [];
    if (!usable(Number.parseInt(row.at(-2) ?? "0", 16))) return [];
    const words = [...gateway.matchAll(/.{8}/gu)].map(([word]) => Number.parseInt(word, 16));
    return [route(6, row.at(-1), formatAddress(6, Uint32Array.from(words)))];
  });
}

const rows = (text: string): string[][] =>
  text.split("\n").map((line) => line.trim().split(/\s+/u));

const route = (family: 4 | 6, name = "", gateway: string): DefaultRoute =>
  /^[0.:]+$/u.test(gateway) ? { family, interface: name } : { family, interface: name, gateway };

const files = { 4: "/proc/net/route", 6: "/proc/net/ipv6_route" } as const;

/** The default routes of this network namespace's main tables. */
export const readDefaultRoutes = (machine: Machine): DefaultRoute[] => [
  ...readDefaultRoutes4(machine.read(files[4]) ?? ""),
  ...readDefaultRoutes6(machine.read(files[6]) ?? ""),
];

export function checkRoutes(machine: Machine): Check {
  const name = "routes";
  if (machine.read(files[4]) === undefined && machine.read(files[6]) === undefined) {
    return notOk(name, "unknown", "not told by this kernel", "see `netstat -rn`");
  }
  const routes = readDefaultRoutes(machine);
  const seen = ([4, 6] as const).map((family) => {
    const own = routes.filter((one) => one.family === family);
    return `IPv${family}: ${own.map(told).join("; ") || "no default route"}`;
  });
  if (routes.length > 0) return ok(name, ...seen);
  const remedy = "only attached networks can be probed: add one with `ip route add default via …`";
  return notOk(name, "warning", seen, remedy);
}

const told = ({ gateway, interface: name }: DefaultRoute): string =>
  gateway === undefined ? `default through ${name}` : `default via ${gateway} through ${name}`;
