import { describe, expect, test } from "vitest";
import { machineOf } from "../../../test/support/machine.ts";
import { checkLimits, readOpenFiles, readPortRange } from "./limits.ts";

const limits = (soft: string) =>
  `Limit                     Soft Limit           Hard Limit           Units
Max processes             63432                63432                processes
Max open files            ${soft.padEnd(20)} 1048576              files
`;

test.each([
  [limits("1024"), 1024],
  [limits("unlimited"), Number.POSITIVE_INFINITY],
  ["", undefined],
])("open files of %j", (text, expected) => {
  expect(readOpenFiles(text)).toBe(expected);
});

test.each([
  ["32768\t60999\n", { first: 32768, last: 60999 }],
  ["", undefined],
])("ports of %j", (text, expected) => {
  expect(readPortRange(text)).toEqual(expected);
});

const machine = (soft: string, range: string) =>
  machineOf({
    files: { "/proc/self/limits": limits(soft), "/proc/sys/net/ipv4/ip_local_port_range": range },
  });

describe("the check of the limits", () => {
  test.each([
    ["ample", machine("20000", "32768 60999"), "ok", undefined],
    ["no limit", machine("unlimited", "1024 65535"), "ok", undefined],
    ["few files", machine("1024", "32768 60999"), "warning", "ulimit -n 4096"],
    ["few ports", machine("20000", "60000 60999"), "warning", expect.stringContaining("sysctl")],
    ["not told", machineOf(), "unknown", expect.any(String)],
  ])("%s", (_, told, verdict, remedy) => {
    const check = checkLimits(told);
    expect([check.verdict, check.remedy]).toEqual([verdict, remedy]);
  });
});
