import { once } from "node:events";
import type { Namespace } from "../../test/lab/index.ts";

/** All that a command wrote on standard output, line by line. Its exit code is its own affair. */
export async function linesOf(
  namespace: Namespace,
  command: string,
  words: readonly string[],
): Promise<string[]> {
  const child = namespace.spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let complaint = "";
  child.stdout?.on("data", (chunk) => (output += String(chunk)));
  child.stderr?.on("data", (chunk) => (complaint += String(chunk)));
  await once(child, "close");
  if (output === "") throw new Error(`${command} said nothing: ${complaint.trim()}`);
  return output.trimEnd().split("\n");
}
