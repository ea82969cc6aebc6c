import { libcIfAny } from "./libc.ts";

/** Command of fcntl(2); without any flag a descriptor lives on through execve(2). */
const setDescriptorFlags = 2;
const standardStreams = [0, 1, 2] as const;

/**
 * Begins this program anew in its own place (execve(2)) with options of the JavaScript engine that can only be given
 * at its start. Process id, standard streams, working directory, environment and capabilities stay; whatever
 * else is open is closed. Returns when whoever started it has decided on all of them, and when it cannot be done:
 * that is no reason not to go on.
 */
export function beginAnewWith(options: readonly string[]): void {
  const given = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  const lacking = options.filter((option) => !given.includes(nameOf(option)));
  const library = libcIfAny();
  if (lacking.length === 0 || library === undefined) return;
  const words = [process.argv0, ...lacking, ...process.execArgv, ...process.argv.slice(1)];
  const variables = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  // Node marks all that it finds open at its start as not to be handed on.
  for (const stream of standardStreams) library.fcntl(stream, setDescriptorFlags, 0);
  library.execve(process.execPath, [...words, null], [...variables, null]);
}

const nameOf = (option: string): string => option.replace(/=.*$/, "");
