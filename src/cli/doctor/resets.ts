import { type Check, notOk, ok } from "./check.ts";
import type { Obstacle } from "./firewall.ts";
import type { LoopbackRun } from "./loopback.ts";

const mostRules = 3;

/** How to let them out, in the chains where they may be eaten. */
function letOut(obstacles: readonly Obstacle[]): string {
  const commands = [...new Set(obstacles.map(({ remedy }) => `\`${remedy}\``))];
  if (commands.length === 0) return "see `nft list ruleset`, also of what is beyond this machine";
  return commands.slice(0, mostRules).join(", ");
}

const otherwise = "without its RST every probe leaves a half-open entry at its target";

/**
 * Whether the kernel's RSTs get out: `run` is what the taps of self-probes saw, `obstacles` the
 * firewall's rules that may eat them, where these could be read.
 */
export function checkResets(
  runs: readonly LoopbackRun[],
  obstacles: readonly Obstacle[] | undefined,
): Check {
  const name = "resets";
  const told = runs.filter((run) => run.resetsSent !== undefined && run.answered > 0);
  const seen = [
    ...told.map(
      (run) => `IPv${run.family}: ${run.answered} SYN-ACKs, ${run.resetsSent} RSTs seen leaving`,
    ),
    ...(obstacles === undefined ? ["firewall rules: not checked, that takes root and nft"] : []),
    ...(obstacles ?? [])
      .slice(0, mostRules)
      .map(({ chain, rule }) => `firewall, ${chain}: ${rule}`),
    ...((obstacles ?? []).length > mostRules ? ["firewall: and more such rules"] : []),
  ];
  if (told.length === 0) {
    return notOk(
      name,
      "unknown",
      ["not checked: no SYN-ACK was seen", ...seen],
      "make the method syn work, then look again",
    );
  }
  const rules = obstacles ?? [];
  if (told.some((run) => run.resetsSent! < run.answered)) {
    const remedy = `let RSTs out before other rules drop them (${letOut(rules)}): ${otherwise}`;
    return notOk(name, "failed", seen, remedy);
  }
  if (rules.length > 0) {
    const remedy = `RSTs leave over loopback: see that these rules let them out elsewhere too (if not: ${letOut(rules)}), since ${otherwise}`;
    return notOk(name, "warning", seen, remedy);
  }
  return ok(name, ...seen);
}
