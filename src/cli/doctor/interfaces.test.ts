import { describe, expect, test } from "vitest";
import { machineOf } from "../../../test/support/machine.ts";
import { checkInterfaces, type Interface, readInterfaces } from "./interfaces.ts";

const lo: Interface = {
  name: "lo",
  up: true,
  loopback: true,
  mtu: 65536,
  addresses: ["127.0.0.1", "::1"],
};
const eth0: Interface = {
  name: "eth0",
  up: true,
  loopback: false,
  mtu: 1500,
  addresses: ["192.0.2.2"],
};
const wlan0: Interface = { name: "wlan0", up: false, loopback: false, mtu: 1500, addresses: [] };

const ipJson = JSON.stringify([
  {
    ifname: "lo",
    flags: ["LOOPBACK", "UP", "LOWER_UP"],
    mtu: 65536,
    addr_info: [
      { family: "inet", local: "127.0.0.1" },
      { family: "inet6", local: "::1" },
    ],
  },
  { ifname: "eth0", flags: ["BROADCAST", "UP"], mtu: 1500, addr_info: [{ local: "192.0.2.2" }] },
  { ifname: "wlan0", flags: ["BROADCAST"], mtu: 1500, addr_info: [] },
]);

const files = {
  "/sys/class/net/lo/flags": "0x9\n",
  "/sys/class/net/lo/mtu": "65536\n",
  "/sys/class/net/eth0/flags": "0x1003\n",
  "/sys/class/net/eth0/mtu": "1500\n",
  "/sys/class/net/wlan0/flags": "0x1002\n",
  "/sys/class/net/wlan0/mtu": "1500\n",
  "/sys/class/net/bonding_masters": "\n",
};
const addresses = { lo: ["127.0.0.1", "::1"], eth0: ["192.0.2.2"] };

describe("interfaces are read", () => {
  test.each([
    ["from ip -json address", { commands: { "ip -json address": ipJson } }],
    ["from /sys, where there is no ip", { files, addresses }],
    [
      "from ip, when /sys is of another namespace",
      {
        commands: { "ip -json address": ipJson },
        files: { "/sys/class/net/dummy0/flags": "0x1003\n" },
      },
    ],
  ])("%s", (_, facts) => {
    expect(readInterfaces(machineOf(facts))).toEqual([lo, eth0, wlan0]);
  });

  test("none where nothing tells of them", () => {
    expect(readInterfaces(machineOf())).toEqual([]);
  });
});

describe("the check of the interfaces", () => {
  test("tells those that are up, with their addresses, and names the others", () => {
    expect(checkInterfaces([lo, eth0, wlan0])).toEqual({
      name: "interfaces",
      verdict: "ok",
      seen: ["lo up, mtu 65536, 127.0.0.1 ::1", "eth0 up, mtu 1500, 192.0.2.2", "down: wlan0"],
    });
  });

  test.each([
    ["loopback is down", [{ ...lo, up: false }, eth0], "failed", "ip link set lo up"],
    ["only loopback is up", [lo, wlan0], "warning", expect.stringContaining("only this machine")],
    ["nothing is known", [], "unknown", expect.stringContaining("mount /sys")],
  ])("%s", (_, interfaces, verdict, remedy) => {
    expect(checkInterfaces(interfaces)).toMatchObject({ verdict, remedy });
  });

  test("a hundred of them still fit the screen", () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ ...eth0, name: `veth${index}` }));
    const { seen } = checkInterfaces([lo, ...many]);
    expect(seen).toHaveLength(7);
    expect(seen.at(-1)).toBe("and 95 more that are up");
  });
});
