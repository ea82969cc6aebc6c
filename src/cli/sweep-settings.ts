import type { PortList } from "../targets/index.ts";
import type { Nanoseconds } from "../units.ts";
import { listFiles, wantedFamily } from "./ping-settings.ts";
import type { SweepOptions } from "./sweep-options.ts";
import { usageError } from "./usage-error.ts";

/** What `halfopen sweep` was asked to do, checked as far as it can be without files and network. */
export type SweepSettings = {
  /** Targets and prefixes of the command line, unread. */
  readonly names: readonly string[];
  /** Paths of target lists; `-` is standard input. */
  readonly files: readonly string[];
  /** Of targets that name none. */
  readonly ports: PortList;
  readonly excludeFile: string | undefined;
  readonly strict: boolean;
  readonly family: 4 | 6 | undefined;
  /** Names the order of the visits; absent: any. */
  readonly seed: number | undefined;
  /** The file of an interrupted sweep that this one goes on with. */
  readonly resume: string | undefined;
  /** Where an interrupted sweep leaves what it takes to go on. */
  readonly resumeFile: string;
  readonly tries: number;
  readonly timeout: Nanoseconds;
  /** Between two rounds. */
  readonly pause: Nanoseconds;
  readonly linger: Nanoseconds;
  /** Probes a second. */
  readonly rate: number;
  /** Probes a second to one globally routable address. */
  readonly maxRatePerAddress: number;
  readonly threads: number;
  readonly interface: string | undefined;
  readonly source: string | undefined;
  readonly ttl: number;
  readonly dscp: number;
  readonly bare: boolean;
  /** List only what is not open. */
  readonly failed: boolean;
  readonly form: "text" | "json" | "csv";
};

const sweepUsage =
  "usage: halfopen sweep [options] <target or prefix...>, or with -f: halfopen sweep -f targets.txt";

/** Settings from the words and options of a command line. Throws USAGE. */
export function sweepSettings(names: readonly string[], options: SweepOptions): SweepSettings {
  const files = listFiles(options.file);
  if (names.length === 0 && files.length === 0) {
    throw usageError("no target is named, and no file of targets", sweepUsage);
  }
  return {
    names,
    files,
    ports: options.ports,
    excludeFile: options.excludeFile,
    strict: options.strict ?? false,
    family: wantedFamily(options),
    seed: options.seed,
    resume: options.resume,
    resumeFile: options.resumeFile,
    tries: options.count,
    timeout: options.timeout,
    pause: options.pause,
    linger: options.linger,
    rate: options.rate,
    maxRatePerAddress: options.maxRatePerAddress,
    threads: options.threads,
    interface: options.interface,
    source: options.source,
    ttl: options.ttl,
    dscp: options.dscp,
    bare: options.bare ?? false,
    failed: options.failed ?? false,
    form: options.json ? "json" : options.csv ? "csv" : "text",
  };
}
