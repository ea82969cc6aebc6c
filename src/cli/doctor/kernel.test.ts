import { expect, test } from "vitest";
import { machineOf } from "../../../test/support/machine.ts";
import { checkKernel, readVersion } from "./kernel.ts";

test.each([
  ["6.1.0-30-amd64", [6, 1]],
  ["4.19.0", [4, 19]],
  ["5.15.153.1-microsoft-standard-WSL2", [5, 15]],
  ["2.6.32-754.el6.x86_64", [2, 6]],
  ["unknown", undefined],
])("release %s", (release, expected) => {
  expect(readVersion(release)).toEqual(expected);
});

test.each([
  ["linux", "6.1.0", "ok", /3\.2 for the tap .*4\.5 for SYNs over IPv6/],
  ["linux", "4.5.0", "ok", /TPACKET_V3/],
  ["linux", "4.4.0", "warning", /too old for SYNs over IPv6/],
  ["linux", "3.2.0", "warning", /too old for SYNs over IPv6/],
  ["linux", "3.1.9", "failed", /too old for the tap/],
  ["darwin", "23.4.0", "unknown", /darwin 23\.4\.0/],
])("%s %s: %s", (platform, release, verdict, seen) => {
  const check = checkKernel(machineOf({ platform, release }));
  expect(check).toMatchObject({ verdict, seen: [expect.stringMatching(seen)] });
});
