import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Namespace } from "../test/lab/index.ts";
import { WireWatch } from "./wire-watch.ts";

/** What a command took, by the kernel's own account. */
export type Expense = {
  /** Seconds of processor. */
  readonly user: number;
  readonly system: number;
  /** Octets resident at the worst moment, of the largest of its processes. */
  readonly memory: number;
};

export type Metered = Expense & {
  readonly output: string;
  /** Seconds from the first packet that came in to the last. */
  readonly seconds: number;
};

/** What the kernel counts for a process: GNU time, as a command of its own. */
export const accountant = "/usr/bin/time";

/** What Node reads with each start, where the machine has it: 70 ms of certificates that no tool here asks for. */
const foreign = { NODE_EXTRA_CA_CERTS: undefined };

/**
 * Runs a command to its end, for `atMostSeconds` at the most. What it writes goes to a file, as a
 * user's would. Throws when it says nothing.
 */
export async function metered(
  namespace: Namespace,
  [command, ...words]: readonly [string, ...string[]],
  atMostSeconds: number,
): Promise<Metered> {
  const folder = mkdtempSync(join(tmpdir(), "halfopen-bench-"));
  const [account, result] = [join(folder, "account"), join(folder, "result")];
  const file = openSync(result, "w");
  try {
    const within = `-q -f %U/%S/%M -o ${account} timeout ${atMostSeconds}`.split(" ");
    const child = namespace.spawn(accountant, [...within, command, ...words], {
      stdio: ["ignore", file, "pipe"],
      env: { ...process.env, ...foreign },
    });
    let complaint = "";
    child.stderr?.on("data", (chunk) => (complaint += String(chunk)));
    using wire = new WireWatch(child.pid!, namespace.device);
    await once(child, "close");
    const output = readFileSync(result, "utf8");
    if (output === "") throw new Error(`${command} said nothing: ${complaint.trim()}`);
    const [user = Number.NaN, system = Number.NaN, kibibytes = Number.NaN] = readFileSync(
      account,
      "utf8",
    )
      .split("/")
      .map(Number);
    return { output, user, system, memory: kibibytes * 1024, seconds: wire.seconds };
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}
