import { describe, expect, test } from "vitest";
import { machineOf } from "../../../test/support/machine.ts";
import { checkRoutes, readDefaultRoutes4, readDefaultRoutes6 } from "./routes.ts";

const head =
  "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
const via = "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n";
const attached = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n";
const half = "tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0\n";
const direct = "ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n";
const rejecting = "*\t00000000\t00000000\t0201\t0\t0\t0\t00000000\t0\t0\t0\n";

describe("default routes of /proc/net/route", () => {
  test.each([
    ["via a gateway", via, [{ family: 4, interface: "eth0", gateway: "192.0.2.1" }]],
    ["without a gateway", direct, [{ family: 4, interface: "ppp0" }]],
    ["an attached network is none", attached, []],
    ["nor is half of all addresses", half, []],
    ["nor one that rejects", rejecting, []],
  ])("%s", (_, row, expected) => {
    expect(readDefaultRoutes4(head + attached + row)).toEqual(expected);
  });
});

const zero = "00000000000000000000000000000000";
const row6 = (destination: string, length: string, gateway: string, flags: string, name: string) =>
  `${destination} ${length} ${zero} 00 ${gateway} 00000400 00000003 00000000 ${flags}     ${name}\n`;
const gateway = "20010db8000000000000000000000001";

describe("default routes of /proc/net/ipv6_route", () => {
  test.each([
    [
      "via a gateway",
      row6(zero, "00", gateway, "00000003", "eth0"),
      [{ family: 6, interface: "eth0", gateway: "2001:db8::1" }],
    ],
    [
      "without a gateway",
      row6(zero, "00", zero, "00000001", "ppp0"),
      [{ family: 6, interface: "ppp0" }],
    ],
    ["an attached network is none", row6(gateway, "40", zero, "00000001", "eth0"), []],
    [
      "nor is the one that every kernel has, which rejects",
      row6(zero, "00", zero, "00200200", "lo"),
      [],
    ],
    ["nothing", "", []],
  ])("%s", (_, text, expected) => {
    expect(readDefaultRoutes6(text)).toEqual(expected);
  });
});

const machine = (v4: string, v6: string) =>
  machineOf({ files: { "/proc/net/route": head + v4, "/proc/net/ipv6_route": v6 } });

describe("the check of the routes", () => {
  test("one family is enough, and the other is told", () => {
    expect(checkRoutes(machine(via, ""))).toEqual({
      name: "routes",
      verdict: "ok",
      seen: ["IPv4: default via 192.0.2.1 through eth0", "IPv6: no default route"],
    });
  });

  test.each([
    ["no default route", machine(attached, ""), "warning"],
    ["nothing told", machineOf(), "unknown"],
  ])("%s", (_, told, verdict) => {
    expect(checkRoutes(told)).toMatchObject({ verdict, remedy: expect.any(String) });
  });
});
