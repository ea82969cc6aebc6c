import { type Check, notOk, ok } from "./check.ts";
import type { Machine } from "./machine.ts";

const folder = "/sys/devices/system/clocksource/clocksource0";

/** Sources that take a microsecond to read or tick coarsely. */
const slow = ["acpi_pm", "hpet", "jiffies", "refined-jiffies", "pit", "xen"];

/** `steps`: how often the wall clock was stepped while the checks ran. */
export function checkClock(machine: Machine, steps: number): Check {
  const name = "clock";
  const source = machine.read(`${folder}/current_clocksource`)?.trim();
  const stepped = steps === 0 ? "no step seen" : `stepped ${steps} times during this check`;
  const seen = [`source ${source ?? "not told by this kernel"}, ${stepped}`];
  if (steps > 0) {
    return notOk(
      name,
      "warning",
      seen,
      "let the time service slew the clock, not step it (chronyd, makestep at start only)",
    );
  }
  if (source === undefined) {
    return notOk(name, "unknown", seen, "mount /sys, where Linux names its clock source");
  }
  if (!slow.includes(source)) return ok(name, ...seen);
  const others = (machine.read(`${folder}/available_clocksource`) ?? "").trim().split(/\s+/u);
  const better = others.find((other) => !slow.includes(other) && other !== "");
  return notOk(
    name,
    "warning",
    [...seen, `${source} is slow to read, and every stamp waits for it`],
    better === undefined
      ? "this machine offers no other: give a virtual machine a paravirtual clock or an invariant TSC"
      : `echo ${better} > ${folder}/current_clocksource`,
  );
}
