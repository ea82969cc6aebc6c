import { openClock } from "../../net/index.ts";
import type { ExitCode } from "../exit-code.ts";
import { doctorJson, doctorLines } from "../render/doctor.ts";
import type { Surroundings } from "../ping.ts";
import { examine } from "./examine.ts";
import { thisMachine } from "./machine.ts";
import { probeOurselves } from "./self-probe.ts";

const exitCodes = { syn: 0, connect: 1, none: 2 } as const;

/** Runs `halfopen doctor`: 0 when the method syn works here, 1 when only connect does, 2 when neither. */
export async function doctor(
  { json }: { readonly json: boolean },
  { out, style, terminal }: Pick<Surroundings, "out" | "style" | "terminal">,
): Promise<ExitCode> {
  using clock = openClock();
  const report = examine(thisMachine, await probeOurselves(clock));
  if (json) out(doctorJson(report));
  else for (const line of doctorLines(report, style, terminal?.columns)) out(line);
  return exitCodes[report.works];
}
