import { describe, expect, test } from "vitest";
import { machineOf } from "../../../test/support/machine.ts";
import type { Interface } from "./interfaces.ts";
import { checkOffloads, readCoalescing, readFeatures } from "./offloads.ts";

const features = `Features for eth0:
rx-checksumming: on [fixed]
tx-checksumming: off
	tx-checksum-ip-generic: on
tcp-segmentation-offload: on
generic-segmentation-offload: on
generic-receive-offload: on
large-receive-offload: off [fixed]
`;
const coalescing = (adaptive: string, microseconds: string) => `Coalesce parameters for eth0:
Adaptive RX: ${adaptive}  TX: n/a
rx-usecs: ${microseconds}
rx-frames: 1
rx-usecs-irq: n/a
`;

test("what is on, of ethtool -k", () => {
  expect(readFeatures(features)).toEqual(["GRO", "GSO", "rx-checksum"]);
});

test.each([
  [coalescing("off", "30"), 30],
  [coalescing("n/a", "0"), 0],
  [coalescing("on", "30"), "adaptive"],
  [coalescing("off", "n/a"), undefined],
  ["", undefined],
])("how long frames are held back, of ethtool -c: %j", (text, expected) => {
  expect(readCoalescing(text)).toBe(expected);
});

const up = (name: string, loopback = false): Interface => ({
  name,
  up: true,
  loopback,
  mtu: 1500,
  addresses: [],
});
const all = [up("lo", true), up("eth0"), up("eth1")];
const machine = (held: string, flush = "0") =>
  machineOf({
    files: { "/sys/class/net/eth0/gro_flush_timeout": `${flush}\n` },
    commands: { "ethtool -k eth0": features, "ethtool -c eth0": held },
  });

describe("the check of the offloads", () => {
  test("looks at the interface of the default route, and says what it did not look at", () => {
    expect(checkOffloads(machine(coalescing("off", "20")), all, ["eth0"])).toEqual({
      name: "offloads",
      verdict: "ok",
      seen: [
        "eth0: GRO, GSO, rx-checksum on; frames held back 20 µs",
        "not checked: 1 more interfaces that are up",
      ],
    });
  });

  test.each([
    ["held back for long", machine(coalescing("off", "250")), "warning", /rx-usecs 0/],
    ["held back as the driver likes", machine(coalescing("on", "8")), "warning", /adaptive-rx off/],
    ["GRO waits", machine(coalescing("off", "0"), "200000"), "warning", /gro_flush_timeout/],
    ["no ethtool", machineOf(), "unknown", /install ethtool/],
  ] as const)("%s", (_, told, verdict, remedy) => {
    const check = checkOffloads(told, all, ["eth0"]);
    expect(check).toMatchObject({ verdict, remedy: expect.stringMatching(remedy) });
  });

  test("what was not checked is said", () => {
    const [seen] = checkOffloads(machineOf(), all, ["eth0"]).seen;
    expect(seen).toBe("eth0: not checked: offloads and interrupt coalescing");
  });

  test("no interface but loopback", () => {
    expect(checkOffloads(machineOf(), [up("lo", true)], []).verdict).toBe("ok");
  });
});
