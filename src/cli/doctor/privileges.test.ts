import { describe, expect, test } from "vitest";
import { machineOf } from "../../../test/support/machine.ts";
import { HalfopenError } from "../../errors.ts";
import {
  checkCapability,
  checkUserNamespace,
  isInitialNamespace,
  readCapability,
} from "./privileges.ts";

const status = (effective: string, permitted: string, bounding: string) =>
  `Name:\tnode
CapInh:\t0000000000000000
CapPrm:\t${permitted}
CapEff:\t${effective}
CapBnd:\t${bounding}
CapAmb:\t0000000000000000
`;

const none = "0000000000000000";
const netRaw = "0000000000002000";
const everything = "000001ffffffffff";
const allButNetRaw = "000001ffffffdfff";

describe("CAP_NET_RAW is bit 13 of a /proc/self/status", () => {
  test.each([
    [
      "root",
      status(everything, everything, everything),
      { effective: true, permitted: true, bounding: true },
    ],
    [
      "this one alone",
      status(netRaw, netRaw, netRaw),
      { effective: true, permitted: true, bounding: true },
    ],
    [
      "a user",
      status(none, none, everything),
      { effective: false, permitted: false, bounding: true },
    ],
    [
      "all others",
      status(allButNetRaw, allButNetRaw, allButNetRaw),
      { effective: false, permitted: false, bounding: false },
    ],
    [
      "a file with +p only",
      status(none, netRaw, everything),
      { effective: false, permitted: true, bounding: true },
    ],
    ["no such lines", "Name:\tnode\n", undefined],
  ])("%s", (_, text, expected) => {
    expect(readCapability(text)).toEqual(expected);
  });
});

test.each([
  ["         0          0 4294967295\n", true],
  ["         0       1000          1\n", false],
  ["         0          0 4294967294\n", false],
  ["         0     100000      65536\n         65536       1000          1\n", false],
])("uid_map %j is that of the initial user namespace: %s", (map, expected) => {
  expect(isInitialNamespace(map)).toBe(expected);
});

const refusal = new HalfopenError("RAW_SOCKET_DENIED", "cannot open a raw socket (EPERM)", {
  remedy: "run with sudo",
});
const withStatus = (text: string) => machineOf({ files: { "/proc/self/status": text } });

describe("the check of the capability", () => {
  test.each([
    ["it opens", withStatus(status(netRaw, netRaw, netRaw)), undefined, "ok", undefined],
    ["a user", withStatus(status(none, none, everything)), refusal, "failed", /^run with sudo$/],
    ["not effective", withStatus(status(none, netRaw, everything)), refusal, "failed", /sudo/],
    [
      "not even to be had",
      withStatus(status(none, none, none)),
      refusal,
      "failed",
      /--cap-add NET_RAW/,
    ],
    [
      "of no use",
      withStatus(status(everything, everything, everything)),
      refusal,
      "failed",
      /user namespace/,
    ],
    ["no /proc", machineOf(), refusal, "unknown", /mount \/proc/],
    ["no Linux", machineOf({ platform: "darwin" }), refusal, "failed", /Linux host/],
  ] as const)("%s", (_, machine, error, verdict, remedy) => {
    const check = checkCapability(machine, error);
    expect(check.verdict).toBe(verdict);
    if (remedy === undefined) expect(check).not.toHaveProperty("remedy");
    else expect(check.remedy).toMatch(remedy);
  });
});

describe("the check of the user namespace", () => {
  const within = machineOf({ files: { "/proc/self/uid_map": "0 1000 1\n" } });
  const initial = machineOf({ files: { "/proc/self/uid_map": "0 0 4294967295\n" } });
  test.each([
    ["the initial one", initial, false, "ok"],
    ["one that owns the network namespace", within, true, "ok"],
    ["one that does not", within, false, "warning"],
    ["a kernel without", machineOf(), true, "unknown"],
  ] as const)("%s", (_, machine, synOpens, verdict) => {
    expect(checkUserNamespace(machine, synOpens).verdict).toBe(verdict);
  });
});
