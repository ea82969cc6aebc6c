import { HalfopenError } from "../errors.ts";
import {
  lowWord,
  makeTarget,
  prefixSize,
  readListFile,
  readTargetList,
  type Target,
  type TargetEntry,
} from "../targets/index.ts";
import { formatAddress } from "../wire/index.ts";
import { errorText } from "./error-text.ts";
import { checkedLiteral, type PingSettings } from "./ping-settings.ts";

/** All that a run shall probe, and how many lines of lists were no targets. */
export type GatheredTargets = { readonly targets: readonly Target[]; readonly wrongLines: number };

type Wishes = Pick<PingSettings, "targets" | "files" | "port" | "strict" | "family" | "interface">;

/** A line may name a few ports or a small network; for larger ones there is sweep. */
const mostOfLine = 256;
const mostOfAll = 100_000;

/**
 * The targets of the command line, of files and of standard input; what is named twice is
 * probed once. A wrong line is told on standard error and passed over. Throws FILE_UNREADABLE,
 * TARGET_INVALID for too many targets and with `strict` for a wrong line.
 */
export async function gatherTargets(
  wishes: Wishes,
  note: (sentence: string) => void,
): Promise<GatheredTargets> {
  const { files, strict, family } = wishes;
  const targets = new Map(wishes.targets.map((target) => [target.text, target]));
  let wrongLines = 0;
  let otherFamily = 0;
  const accept = (entry: TargetEntry): void => {
    if (entry.kind === "prefix" && family !== undefined && entry.prefix.family !== family) {
      otherFamily++;
      return;
    }
    for (const target of targetsOf(entry, wishes.port)) {
      targets.set(target.text, checkedLiteral(target, family, wishes.interface));
    }
  };
  const onWrongLine = (error: HalfopenError): void => {
    wrongLines++;
    note(errorText(error).trimEnd());
  };
  for (const file of files) {
    const [chunks, name] =
      file === "-" ? [process.stdin, "standard input"] : [readListFile(file), file];
    for await (const _ of readTargetList(chunks, { name, onWrongLine, accept, strict })) {
      if (targets.size > mostOfAll) throw tooMany();
    }
  }
  if (otherFamily > 0) {
    const lines = otherFamily === 1 ? "target is" : "targets are";
    note(`halfopen: ${otherFamily} ${lines} not IPv${family}, and passed over`);
  }
  return { targets: [...targets.values()], wrongLines };
}

/** One for each address and port that a line stands for. */
function targetsOf(entry: TargetEntry, defaultPort: number): Target[] {
  const ports = entry.ports === undefined ? [defaultPort] : entry.ports;
  const size = (entry.ports?.size ?? 1) * (entry.kind === "name" ? 1 : prefixSize(entry.prefix));
  if (size > mostOfLine) throw tooLarge(size);
  return hostsOf(entry).flatMap((host) => Array.from(ports, (port) => makeTarget(host, port)));
}

function hostsOf(entry: TargetEntry): string[] {
  if (entry.kind === "name") return [entry.written ?? entry.host];
  const { prefix, zone } = entry;
  const { family, words } = prefix;
  const low = lowWord(family);
  return Array.from({ length: prefixSize(prefix) }, (_, n) => {
    const address = formatAddress(family, words.with(low, words[low]! + n));
    if (family === 4) return address;
    return zone === undefined ? `[${address}]` : `[${address}%${zone}]`;
  });
}

const tooLarge = (size: number): HalfopenError =>
  new HalfopenError(
    "TARGET_INVALID",
    `this line stands for ${size.toLocaleString("en")} endpoints, and ping takes at most ${mostOfLine} from a line`,
    { remedy: "use halfopen sweep for large prefixes and many ports" },
  );

const tooMany = (): HalfopenError =>
  new HalfopenError(
    "TARGET_INVALID",
    `the lists name more than ${mostOfAll.toLocaleString("en")} targets`,
    { remedy: "use halfopen sweep, which asks each of them once" },
  );
