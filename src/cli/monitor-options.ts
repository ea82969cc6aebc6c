import type { OptionTable, OptionValues } from "./option-table.ts";
import { anyText, listOf, oneOf } from "./option-values.ts";

const what = "Options:";

const data = {
  flags: "--data <folder>",
  description: "the data folder of a monitor",
  group: what,
  value: anyText,
} as const;

/** The options of `halfopen monitor`. */
export const monitorOptions = {
  config: {
    flags: "--config <file>",
    description: "the configuration to run by",
    group: what,
    value: anyText,
    default: "halfopen.yaml",
  },
  checkConfig: {
    flags: "--check-config",
    description: "only read the configuration and tell what it comes to",
    group: what,
  },
  logLevel: {
    flags: "--log-level <level>",
    description: "how much is told",
    group: what,
    value: oneOf("debug", "info", "warn", "error"),
    default: "info",
  },
  logFormat: {
    flags: "--log-format <format>",
    description: "for people, or JSON for programs",
    group: what,
    value: oneOf("human", "json"),
    otherwise: "human on a terminal, else json",
  },
} as const satisfies OptionTable;
export type MonitorOptions = OptionValues<typeof monitorOptions>;

/** The options of `halfopen init`. */
export const initOptions = {
  force: { flags: "--force", description: "write over a file that is there", group: what },
} as const satisfies OptionTable;
export type InitOptions = OptionValues<typeof initOptions>;

/** The options of `halfopen export`. */
export const exportOptions = {
  data,
  from: {
    flags: "--from <time>",
    description: "from this time on: RFC 3339, epoch milliseconds, or -1h for an hour ago",
    group: what,
    value: anyText,
  },
  to: {
    flags: "--to <time>",
    description: "up to before this time",
    group: what,
    value: anyText,
    otherwise: "now",
  },
  target: {
    flags: "--target <id>",
    description: "only this target; repeatable",
    group: what,
    value: listOf(anyText),
  },
  what: {
    flags: "--what <kind>",
    description: "samples or incidents",
    group: what,
    value: oneOf("samples", "incidents"),
    default: "samples",
  },
  format: {
    flags: "--format <format>",
    description: "ndjson or csv",
    group: what,
    value: oneOf("ndjson", "csv"),
    default: "ndjson",
  },
} as const satisfies OptionTable;
export type ExportOptions = OptionValues<typeof exportOptions>;

/** The options of `halfopen backup`. */
export const backupOptions = { data } as const satisfies OptionTable;
export type BackupOptions = OptionValues<typeof backupOptions>;
