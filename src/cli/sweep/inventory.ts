import type { HalfopenError } from "../../errors.ts";
import { type EndpointSpace, SpaceBuilder } from "../../sweep/index.ts";
import {
  entryParser,
  Exclusions,
  readExclusions,
  readListFile,
  readTargetList,
  type TargetEntry,
} from "../../targets/index.ts";
import { errorText } from "../error-text.ts";
import type { SweepSettings } from "../sweep-settings.ts";

export type Inventory = {
  readonly space: EndpointSpace;
  readonly exclusions: Exclusions;
  /** Lines that were no targets, and were told. */
  readonly wrongLines: number;
};

type InventorySettings = Pick<
  SweepSettings,
  "names" | "files" | "ports" | "excludeFile" | "strict" | "family"
>;

/**
 * Everything that a sweep shall probe, from the command line, files and standard input. A wrong
 * line is told as it stands on standard error and passed over. Throws TARGET_INVALID,
 * FILE_UNREADABLE.
 */
export async function takeInventory(
  { names, files, ports, excludeFile, strict, family }: InventorySettings,
  complain: (text: string) => void,
): Promise<Inventory> {
  const builder = new SpaceBuilder(ports);
  let wrongLines = 0;
  let otherFamily = 0;
  const take = (entry: TargetEntry): void => {
    const other = entry.kind === "prefix" && family !== undefined && entry.prefix.family !== family;
    if (other) otherFamily++;
    else builder.add(entry);
  };
  const onWrongLine = (error: HalfopenError): void => {
    wrongLines++;
    complain(errorText(error));
  };

  const exclusions =
    excludeFile === undefined
      ? new Exclusions()
      : await readExclusions(readListFile(excludeFile), excludeFile);
  const parse = entryParser();
  for (const name of names) take(parse(name));
  for (const file of files) {
    const [chunks, name] =
      file === "-" ? [process.stdin, "standard input"] : [readListFile(file), file];
    for await (const entries of readTargetList(chunks, { name, onWrongLine, strict })) {
      for (const entry of entries) take(entry);
    }
  }
  if (otherFamily > 0) {
    const lines = otherFamily === 1 ? "target is" : "targets are";
    complain(`halfopen: ${otherFamily} ${lines} not IPv${family}, and passed over\n`);
  }
  return { space: builder.build(exclusions), exclusions, wrongLines };
}
