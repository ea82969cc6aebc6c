import { libcIfAny } from "./libc.ts";

/** Command of fcntl(2); without any flag a descriptor lives on through execve(2). */
const setDescriptorFlags = 2;
const standardStreams = [0, 1, 2] as const;
/** Says to the program that it has begun anew already. */
const marker = "HALFOPEN_BEGUN_ANEW";
/** The latest engine that this is tried with: one that does not know an option does not start at all. */
const latestTried = 24;
/** What only the program as it is now has open. */
const ofDescriptor = /\/(?:dev|proc\/self)\/fd\//;

/**
 * Begins this program anew in its own place (execve(2)) with options of the JavaScript engine that can only be given
 * at its start. Process id, standard streams, working directory, environment and capabilities stay; whatever
 * else is open is closed. Who has given one of the options, on the line or in NODE_OPTIONS, has decided on
 * it. Returns when there is nothing to change, and when it cannot be done: that is no reason not to go on.
 */
export function beginAnewWith(options: readonly string[]): void {
  const isAnew = process.env[marker] !== undefined;
  // What the program starts in its turn shall decide for itself.
  delete process.env[marker];
  if (isAnew || Number.parseInt(process.versions.node, 10) > latestTried) return;
  if (process.argv.some((word) => ofDescriptor.test(word))) return;
  const variable = (process.env["NODE_OPTIONS"] ?? "").split(/\s+/);
  const lacking = options
    // With file capabilities Node does not read the variable, so what it says goes on the line.
    .map((option) => variable.find((word) => nameOf(word) === nameOf(option)) ?? option)
    .filter((option) => process.execArgv.every((word) => nameOf(word) !== nameOf(option)));
  const library = libcIfAny();
  if (lacking.length === 0 || library === undefined) return;
  const words = [process.argv0, ...lacking, ...process.execArgv, ...process.argv.slice(1)];
  const variables = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  // Node marks all that it finds open at its start as not to be handed on.
  for (const stream of standardStreams) library.fcntl(stream, setDescriptorFlags, 0);
  library.execve(process.execPath, [...words, null], [...variables, `${marker}=1`, null]);
}

/** Node takes an underscore for a hyphen, and an option with `no-` before its name says the contrary of it. */
const nameOf = (word: string): string =>
  word
    .replace(/=.*$/, "")
    .replaceAll("_", "-")
    .replace(/^--no-/, "--");
