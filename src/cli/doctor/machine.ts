import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { networkInterfaces, release } from "node:os";

/** What the checks may ask of a machine: texts only, so that a test can be any machine. */
export interface Machine {
  readonly platform: string;
  /** The kernel's release, such as "6.1.0-30-amd64". */
  readonly release: string;
  /** The text of a file; undefined when there is none or it may not be read. */
  read(path: string): string | undefined;
  /** The names in a folder; none when there is no such folder. */
  list(folder: string): string[];
  /** What a command writes on standard output; undefined when it is missing or fails. */
  output(command: string, ...words: string[]): string | undefined;
  /** The addresses of each interface that is up. */
  addresses(): Readonly<Record<string, readonly string[]>>;
}

/** Where the tools for networks are, though users' PATH often leaves it out. */
const withSystemFolders = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };

/** The machine that this runs on. */
export const thisMachine: Machine = {
  platform: process.platform,
  release: release(),
  read: (path) => attempt(() => readFileSync(path, "utf8")),
  list: (folder) => attempt(() => readdirSync(folder)) ?? [],
  output: (command, ...words) =>
    attempt(() =>
      execFileSync(command, words, {
        encoding: "utf8",
        env: withSystemFolders,
        stdio: ["ignore", "pipe", "ignore"],
        timeout: 5_000,
      }),
    ),
  addresses: () =>
    Object.fromEntries(
      Object.entries(attempt(networkInterfaces) ?? {}).map(([name, list = []]) => [
        name,
        list.map(({ address }) => address),
      ]),
    ),
};

function attempt<Value>(ask: () => Value): Value | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
