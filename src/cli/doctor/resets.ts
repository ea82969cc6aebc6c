import { type Check, notOk, ok } from "./check.ts";
import type { LoopbackRun } from "./loopback.ts";

const mostRules = 3;

/** A rule that lets them out, in the language of the firewall that was found. */
const letOut = (obstacles: readonly string[]): string =>
  obstacles.some((rule) => /^[-:]/u.test(rule))
    ? "iptables -I OUTPUT -p tcp --tcp-flags RST RST -j ACCEPT"
    : "nft insert rule inet filter output tcp flags rst accept";

const otherwise = "without its RST every probe leaves a half-open entry at its target";

/**
 * Whether the kernel's RSTs get out: `run` is what the taps of self-probes saw, `obstacles` the
 * firewall's rules that may eat them, where these could be read.
 */
export function checkResets(
  runs: readonly LoopbackRun[],
  obstacles: readonly string[] | undefined,
): Check {
  const name = "resets";
  const told = runs.filter((run) => run.resetsSent !== undefined && run.answered > 0);
  const seen = [
    ...told.map(
      (run) => `IPv${run.family}: ${run.answered} SYN-ACKs, ${run.resetsSent} RSTs seen leaving`,
    ),
    ...(obstacles === undefined ? ["firewall rules: not checked, that takes root and nft"] : []),
    ...(obstacles ?? []).slice(0, mostRules).map((rule) => `firewall: ${rule}`),
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
    const remedy = `let RSTs out before other rules drop them (such as ${letOut(rules)}): ${otherwise}`;
    return notOk(name, "failed", seen, remedy);
  }
  if (rules.length > 0) {
    const remedy = `RSTs leave over loopback: see that these rules let them out elsewhere too, since ${otherwise}`;
    return notOk(name, "warning", seen, remedy);
  }
  return ok(name, ...seen);
}
