import { expect, test } from "vitest";
import { machineOf } from "../../../test/support/machine.ts";
import { checkClock } from "./clock.ts";

const folder = "/sys/devices/system/clocksource/clocksource0";
const machine = (current: string, available: string) =>
  machineOf({
    files: {
      [`${folder}/current_clocksource`]: `${current}\n`,
      [`${folder}/available_clocksource`]: `${available} \n`,
    },
  });

test.each([
  ["tsc", machine("tsc", "tsc hpet"), 0, "ok", undefined],
  ["kvm-clock", machine("kvm-clock", "kvm-clock tsc"), 0, "ok", undefined],
  ["a slow one", machine("hpet", "tsc hpet acpi_pm"), 0, "warning", /^echo tsc > .*current_clock/],
  ["a slow one alone", machine("acpi_pm", "acpi_pm"), 0, "warning", /no other/],
  ["a step", machine("tsc", "tsc"), 1, "warning", /slew/],
  ["not told", machineOf(), 0, "unknown", /sys/],
] as const)("%s", (_, told, steps, verdict, remedy) => {
  const check = checkClock(told, steps);
  expect(check.verdict).toBe(verdict);
  if (remedy === undefined) expect(check).not.toHaveProperty("remedy");
  else expect(check.remedy).toMatch(remedy);
});
