import { z } from "zod";
import type { Milliseconds } from "../units.ts";
import { formatDuration, parseDuration } from "./duration.ts";
import { schedule, timezone } from "./schedule.ts";

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

/** What stands there, in few words. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

/** A duration as text, from `least` to `most` milliseconds. */
function duration(least: number, most: number) {
  return z.unknown().transform((value, context): Milliseconds => {
    const parsed = typeof value === "string" ? parseDuration(value) : undefined;
    if (parsed === undefined) {
      context.addIssue(`expected a duration such as 5s or 150ms, got ${shown(value)}`);
    } else if (parsed < least || parsed > most) {
      const range = `from ${formatDuration(least)} to ${formatDuration(most)}`;
      context.addIssue(`expected a duration ${range}, got ${shown(value)}`);
    }
    return parsed ?? (0 as Milliseconds);
  });
}

const number = (least: number, most: number, whole = true) =>
  z.unknown().transform((value, context): number => {
    const fits =
      typeof value === "number" &&
      value >= least &&
      value <= most &&
      (!whole || Number.isInteger(value));
    if (!fits) {
      const kind = whole ? "a whole number" : "a number";
      context.addIssue(`expected ${kind} from ${least} to ${most}, got ${shown(value)}`);
    }
    return Number(value);
  });

const text = z.string().min(1);
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const labels = z
  .record(text, z.union([z.string(), z.number(), z.boolean()]))
  .transform((record, context): Record<string, string> => {
    for (const name of Object.keys(record)) {
      if (labelName.test(name)) continue;
      context.addIssue(
        `"${name}" is not the name of a label: letters, digits and _, no digit first`,
      );
    }
    return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));
  });

const interval = duration(100, day);
const timeout = duration(10, 60 * second);
const addresses = z.enum(["first", "all"]);
const family = z.union([z.literal(4), z.literal(6)]);
const port = number(1, 65_535);

const targetMapping = z.strictObject({
  host: text.optional(),
  port: port.optional(),
  name: text.max(200).optional(),
  interval: interval.optional(),
  timeout: timeout.optional(),
  addresses: addresses.optional(),
  family: family.optional(),
  closedIsUp: z.boolean().optional(),
  labels: labels.optional(),
  /** A pattern of files that hold more targets; stands alone. */
  file: text.optional(),
});
export type TargetMapping = z.infer<typeof targetMapping>;

/** A target as a mapping or as `host:port`. */
export const targetEntry = z.union([text, targetMapping]);
export type TargetEntry = z.infer<typeof targetEntry>;

/** What a file that `file:` names holds where it is no list of targets. */
export const targetFile = z.strictObject({ targets: z.unknown() });

const selector = { targets: labels.default({}) };
const oneOrMore = <Rule extends z.ZodType>(rule: Rule) =>
  z.union([z.literal(false), z.array(rule), rule]);

const down = z.strictObject({
  ...selector,
  consecutiveLost: number(1, 1000).default(3),
  confirm: number(0, 10).default(5),
  recoverAfter: number(1, 1000).default(2),
});
const lossy = z.strictObject({
  ...selector,
  lossRatio: number(0.001, 1, false),
  over: duration(10 * second, hour),
});
const slow = z.strictObject({
  ...selector,
  quantile: number(0.01, 0.999, false),
  above: duration(0.001, 60 * second),
  over: duration(10 * second, hour),
});

/** One of these, which `channelsOf` sees to: a union would say less of what is wrong. */
const channel = z.strictObject({
  webhook: z
    .strictObject({
      url: text.optional(),
      urlFile: text.optional(),
      secret: text.optional(),
      secretFile: text.optional(),
    })
    .optional(),
  slack: z.strictObject({ url: text.optional(), urlFile: text.optional() }).optional(),
  email: z
    .strictObject({
      smtp: text.optional(),
      smtpFile: text.optional(),
      from: text,
      to: z.union([text.transform((one) => [one]), z.array(text).min(1)]),
    })
    .optional(),
  command: z.strictObject({ run: z.array(text).min(1) }).optional(),
});
export type ChannelEntry = z.infer<typeof channel>;

/** The configuration as it is written, defaults filled in; what it names is not looked at yet. */
export const configFile = z.strictObject({
  listen: text.default("127.0.0.1:8640"),
  data: text.default("/var/lib/halfopen"),
  vantage: text.max(200).optional(),
  user: text.optional(),
  method: z.enum(["auto", "syn", "connect"]).default("auto"),
  interface: text.optional(),
  source: text.optional(),
  limits: z
    .strictObject({
      rate: number(1, 100_000).default(20_000),
      ratePerAddress: number(0.01, 1000, false).default(10),
    })
    .prefault({}),
  defaults: z
    .strictObject({
      interval: interval.prefault("5s"),
      timeout: timeout.prefault("2s"),
      addresses: addresses.default("first"),
      family: family.optional(),
      closedIsUp: z.boolean().default(false),
      labels: labels.optional(),
    })
    .prefault({}),
  retention: z
    .strictObject({
      samples: duration(hour, 3650 * day).prefault("3d"),
      minutes: duration(hour, 3650 * day).prefault("90d"),
      hours: duration(hour, 36_500 * day).prefault("5y"),
    })
    .prefault({}),
  targets: z.array(targetEntry).default([]),
  alerts: z
    .strictObject({
      down: oneOrMore(down).prefault({}),
      lossy: oneOrMore(lossy).default(false),
      slow: oneOrMore(slow).default(false),
      reminder: z.union([z.literal(false), duration(60 * second, 30 * day)]).prefault("4h"),
      groupWithin: duration(0, 60 * second).prefault("2s"),
      groupFrom: number(2, 100_000).default(5),
      flapping: number(2, 100_000).default(6),
    })
    .prefault({}),
  notify: z.array(channel).default([]),
  maintenance: z
    .array(
      z.strictObject({
        ...selector,
        schedule,
        duration: duration(60 * second, 30 * day),
        timezone: timezone.default("UTC"),
      }),
    )
    .default([]),
  tokens: z
    .array(
      z.strictObject({
        name: text,
        role: z.enum(["read", "admin"]),
        sha256: z.string().regex(/^[0-9a-f]{64}$/i, "expected 64 hexadecimal digits"),
      }),
    )
    .default([]),
  statusPage: z
    .strictObject({
      public: z.boolean().default(false),
      title: text.max(200).default("Status"),
      groupBy: text.optional(),
    })
    .prefault({}),
  probe: z.strictObject({ allow: z.array(text).default([]) }).prefault({}),
});
export type ConfigFile = z.infer<typeof configFile>;
