import { counted } from "../units.ts";
import type { MonitorConfig } from "./config.ts";
import { formatDuration } from "./duration.ts";

/** What a sample takes on disk, its share of the roll-ups included: octets, as measured. */
const sampleOctets = 12;
/** A minute or an hour of one endpoint. */
const rollUpOctets = 120;

/** What a configuration comes to, before anything is probed. */
export type ConfigPlan = {
  readonly targets: number;
  readonly names: number;
  /** Whether all addresses of a name are probed. */
  readonly severalPerName: boolean;
  readonly probesASecond: number;
  /** Octets of new samples a day, and of all that is kept in the end. */
  readonly octetsADay: number;
  readonly octetsInTheEnd: number;
};

/** A name counts as one endpoint: how many addresses it has is known when it is resolved, after the check. */
function planOf({ targets, retention }: MonitorConfig): ConfigPlan {
  let probesASecond = 0;
  for (const { interval } of targets) probesASecond += 1000 / interval;
  const octetsASecond = probesASecond * sampleOctets;
  const { samples, minutes, hours } = retention;
  const rolledUp = targets.length * rollUpOctets * (minutes / 60_000 + hours / 3_600_000);
  return {
    targets: targets.length,
    names: targets.filter(({ target }) => target.literal === undefined).length,
    severalPerName: targets.some(
      ({ target, addresses }) => addresses === "all" && target.literal === undefined,
    ),
    probesASecond,
    octetsADay: octetsASecond * 86_400,
    octetsInTheEnd: octetsASecond * (samples / 1000) + rolledUp,
  };
}

/** The plan as people read it, a line each. No secret is in it. */
export function planLines(config: MonitorConfig): string[] {
  const plan = planOf(config);
  const { down, lossy, slow } = config.alerts;
  const { samples, minutes, hours } = config.retention;
  const kinds = config.notify.map(({ kind }) => kind).join(", ");
  const rows: readonly (readonly [string, string])[] = [
    [
      "targets",
      `${plan.targets} (${counted(plan.names, "name")}, ${counted(plan.targets - plan.names, "address", "addresses")})`,
    ],
    [
      "endpoints",
      `${plan.targets}${plan.severalPerName ? ", and more of names with more addresses" : ""}`,
    ],
    ["probes", `${plan.probesASecond.toFixed(1)} a second, at most ${config.limits.rate}`],
    ["disk", `about ${octets(plan.octetsADay)} a day, ${octets(plan.octetsInTheEnd)} in the end`],
    [
      "kept",
      `samples ${formatDuration(samples)}, minutes ${formatDuration(minutes)}, hours ${formatDuration(hours)}`,
    ],
    ["alerts", `${down.length} down, ${lossy.length} lossy, ${slow.length} slow`],
    ["notify", kinds || "nobody"],
    ["listen", `${config.listen.host}:${config.listen.port}`],
    ["data", config.data],
  ];
  return rows.map(([name, value]) => `${name.padEnd(9)} ${value}`);
}

function octets(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(value < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}
