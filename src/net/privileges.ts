import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { HalfopenError } from "../errors.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { libc, systemCallFailed } from "./libc.ts";

/**
 * Gives up what is needed no longer, once the sockets are open. Root becomes `user`, which takes every
 * capability from all threads (credentials(7); the C library sees to all of them). Who was given
 * capabilities without being root loses them on this thread, and so on each that it starts and in each
 * command that it runs. Root without a user stays as it is. Returns one sentence of what is left. Throws
 * USAGE for a user that cannot be become.
 */
export function dropPrivileges(user: string | undefined): string {
  if (user !== undefined && process.getuid?.() === 0) become(user);
  if (process.getuid?.() !== 0 && effectiveCapabilities() !== 0n) shedCapabilities();
  const ignored = user !== undefined && process.getuid?.() !== userIds(user).uid;
  const other = ignored
    ? `; user: ${user} has no effect, because only root can become another`
    : "";
  const who = `uid ${process.getuid?.() ?? "?"}`;
  const left = effectiveCapabilities();
  if (left === 0n) return `running as ${who}, without capabilities${other}`;
  const advice =
    process.getuid?.() === 0 ? "; name a user: in the configuration to give them up" : "";
  return `running as ${who}, with capabilities ${left.toString(16)}${advice}${other}`;
}

function become(user: string): void {
  const { uid, gid } = userIds(user);
  try {
    process.setgroups?.([gid]);
    process.setgid?.(gid);
    process.setuid?.(uid);
  } catch (cause) {
    throw new HalfopenError(
      "USAGE",
      `cannot become the user "${user}" (${(cause as Error).message})`,
      {
        remedy: "start as root, or leave out user: in the configuration",
        cause,
      },
    );
  }
}

const capAmbient = { option: 47, clearAll: 4 } as const;
/** _LINUX_CAPABILITY_VERSION_3 of linux/capability.h: two words for each of three sets. */
const capabilityVersion = 0x20080522;

/**
 * Empties every set of this thread (capset(2), PR_CAP_AMBIENT of prctl(2)). The kernel lets no thread do
 * that for another: those of the engine's own pools, which run no code of ours, keep what they had.
 */
function shedCapabilities(): void {
  using memory = new KernelMemory(8 + 2 * 3 * 4);
  memory.view.setUint32(0, capabilityVersion, true);
  const { prctl, capset } = libc();
  prctl(capAmbient.option, capAmbient.clearAll, 0, 0, 0);
  if (capset(memory.address, memory.address + 8) !== 0) throw systemCallFailed("capset");
}

/** The numbers of a user and its group, wherever this machine keeps its users. Throws USAGE for an unknown one. */
export function userIds(user: string): { readonly uid: number; readonly gid: number } {
  const ask = (flag: string): number =>
    Number(
      execFileSync("id", [flag, "--", user], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    );
  try {
    return { uid: ask("-u"), gid: ask("-g") };
  } catch (cause) {
    throw new HalfopenError("USAGE", `there is no user "${user}" on this machine`, {
      remedy: "name one that exists with user:",
      cause,
    });
  }
}

/** Those of this thread, as /proc tells them (proc_pid_status(5)); 0 where it does not. */
function effectiveCapabilities(): bigint {
  try {
    const [, mask] =
      /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/thread-self/status", "utf8")) ?? [];
    return BigInt(`0x${mask ?? "0"}`);
  } catch {
    return 0n;
  }
}
