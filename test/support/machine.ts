import type { Machine } from "../../src/cli/doctor/machine.ts";

export type MachineFacts = Partial<Pick<Machine, "platform" | "release">> & {
  /** What stands in which file. */
  readonly files?: Readonly<Record<string, string>>;
  /** What which command line writes; all others are not installed. */
  readonly commands?: Readonly<Record<string, string>>;
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
};

/** A machine of samples: Linux 6.1 that tells nothing but what is given. */
export function machineOf(facts: MachineFacts = {}): Machine {
  const { files = {}, commands = {}, addresses = {} } = facts;
  return {
    platform: facts.platform ?? "linux",
    release: facts.release ?? "6.1.0-30-amd64",
    read: (path) => files[path],
    list: (folder) => [
      ...new Set(
        Object.keys(files)
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split("/")[0]!),
      ),
    ],
    output: (command, ...words) => commands[[command, ...words].join(" ")],
    addresses: () => addresses,
  };
}
