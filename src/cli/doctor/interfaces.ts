import { type Check, notOk, ok } from "./check.ts";
import type { Machine } from "./machine.ts";

/** Bits of an interface's flags (netdevice(7)). */
const flag = { up: 0x1, loopback: 0x8 } as const;

export type Interface = {
  readonly name: string;
  readonly up: boolean;
  readonly loopback: boolean;
  readonly mtu: number;
  readonly addresses: readonly string[];
};

/** As `ip -json address` tells them. */
type IpLink = {
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly addr_info: readonly { readonly local?: string }[];
};

/**
 * Every interface of this network namespace. `ip` is asked first: a /sys that was mounted elsewhere
 * (`unshare --net`) tells of another namespace.
 */
export const readInterfaces = (machine: Machine): Interface[] =>
  readIp(machine.output("ip", "-json", "address") ?? "[]") ?? readSys(machine);

/** The interfaces of `ip -json address`; undefined when it tells of none. */
function readIp(json: string): Interface[] | undefined {
  const links = JSON.parse(json) as IpLink[];
  if (links.length === 0) return undefined;
  return links.map(({ ifname: name, flags, mtu, addr_info: list }) => ({
    name,
    up: flags.includes("UP"),
    loopback: flags.includes("LOOPBACK"),
    mtu,
    addresses: list.flatMap(({ local }) => local ?? []),
  }));
}

const folder = "/sys/class/net";

function readSys(machine: Machine): Interface[] {
  const addresses = machine.addresses();
  return machine.list(folder).flatMap((name) => {
    const text = machine.read(`${folder}/${name}/flags`);
    if (text === undefined) return [];
    const flags = Number(text);
    const mtu = Number(machine.read(`${folder}/${name}/mtu`) ?? "0");
    const up = (flags & flag.up) !== 0;
    const loopback = (flags & flag.loopback) !== 0;
    return [{ name, up, loopback, mtu, addresses: addresses[name] ?? [] }];
  });
}

/** More than these would not leave the screen in one piece. */
const mostShown = 6;

export function checkInterfaces(interfaces: readonly Interface[]): Check {
  const name = "interfaces";
  if (interfaces.length === 0) {
    return notOk(name, "unknown", "/sys/class/net is not there", "mount /sys; see `ip address`");
  }
  const up = interfaces.filter((one) => one.up);
  const down = interfaces.filter((one) => !one.up).map((one) => one.name);
  const seen = [
    ...up.slice(0, mostShown).map(lineOf),
    ...(up.length > mostShown ? [`and ${up.length - mostShown} more that are up`] : []),
    ...(down.length > 0 ? [`down: ${down.join(", ")}`] : []),
  ];
  const loopback = interfaces.find((one) => one.loopback);
  if (loopback?.up === false) {
    return notOk(name, "failed", seen, `ip link set ${loopback.name} up`);
  }
  if (up.every((one) => one.loopback)) {
    return notOk(name, "warning", seen, "only this machine itself can be probed: see `ip link`");
  }
  return ok(name, ...seen);
}

const lineOf = ({ name, mtu, addresses }: Interface): string =>
  `${name} up, mtu ${mtu}, ${addresses.length === 0 ? "no address" : addresses.join(" ")}`;
