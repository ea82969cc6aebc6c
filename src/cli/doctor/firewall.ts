import type { Machine } from "./machine.ts";

/** Segments of other protocols are no RSTs. */
const aboutOthers = /\b(?:udp|udplite|icmp|icmpv6|ipv6-icmp|sctp|dccp|igmp|esp|ah|gre)\b/u;

/** Whether a rule drops or rejects, and TCP too. What it rejects with is not what it is about. */
function mayEat(rule: string): boolean {
  const about = rule.replace(/(?:--reject-with|\breject with)\b.*$/u, "");
  return /\b(?:drop|reject)\b/iu.test(rule) && !aboutOthers.test(about);
}

/** A rule that may keep a RST of ours from leaving. */
export type Obstacle = {
  readonly rule: string;
  /** The table and the chain that it stands in: `inet filter output`. */
  readonly chain: string;
  /** The command that lets RSTs out of that chain before the rule sees them. */
  readonly remedy: string;
};

type Chain = { readonly table: string; readonly name: string; readonly lines: string[] };

/**
 * The rules of `nft list ruleset` that may keep a RST of ours from leaving: what drops or rejects in
 * a chain that leaving packets pass, and in those that it jumps to.
 */
export function nftablesObstacles(ruleset: string): Obstacle[] {
  const chains: Chain[] = [];
  let table = "";
  for (const line of ruleset.split("\n").map((raw) => raw.trim())) {
    const name = /^chain (\S+) \{/u.exec(line)?.[1];
    const inside = /^table (.+) \{/u.exec(line)?.[1];
    if (inside !== undefined) table = inside;
    else if (name !== undefined) chains.push({ table, name, lines: [] });
    else chains.at(-1)?.lines.push(line);
  }
  const passed = chains.filter(({ lines }) =>
    lines.some((line) => /\bhook (?:output|postrouting)\b/u.test(line)),
  );
  // It grows while it is walked: a chain that is jumped to may jump on.
  for (const { table: home, lines } of passed) {
    const goals = lines.map((line) => /\b(?:jump|goto) (\S+)/u.exec(line)?.[1]);
    for (const chain of chains) {
      const next = chain.table === home && goals.includes(chain.name);
      if (next && !passed.includes(chain)) passed.push(chain);
    }
  }
  return passed.flatMap(({ table: home, name, lines }) => {
    const chain = `${home} ${name}`;
    const remedy = `nft insert rule ${chain} tcp flags rst accept`;
    return lines.filter(mayEat).map((rule) => ({ rule, chain, remedy }));
  });
}

/** The same of what `command` (`iptables-save`) printed: policies and rules of what leaves. */
export function iptablesObstacles(saved: string, command: string): Obstacle[] {
  const program = command.replace(/-save$/u, "");
  const obstacles: Obstacle[] = [];
  let table = "filter";
  for (const rule of saved.split("\n")) {
    table = /^\*(\S+)/u.exec(rule)?.[1] ?? table;
    const name = /^(?::|-A )(OUTPUT|POSTROUTING)\b/u.exec(rule)?.[1];
    if (name === undefined || !mayEat(rule)) continue;
    const remedy = `${program} -t ${table} -I ${name} -p tcp --tcp-flags RST RST -j ACCEPT`;
    obstacles.push({ rule, chain: `${program} ${table} ${name}`, remedy });
  }
  return obstacles;
}

/** `nft` does not show what the older iptables keeps in tables of its own. */
const legacy = ["iptables-legacy-save", "ip6tables-legacy-save"];
const either = ["iptables-save", "ip6tables-save"];

/**
 * Rules of this machine that may keep a RST from leaving; undefined when no firewall could be read,
 * which takes root.
 */
export function readObstacles(machine: Machine): Obstacle[] | undefined {
  const nftables = machine.output("nft", "list", "ruleset");
  const saved = (nftables === undefined ? either : legacy)
    .map((command) => ({ command, text: machine.output(command) }))
    .filter(({ text }) => text !== undefined);
  if (nftables === undefined && saved.length === 0) return undefined;
  return [
    ...nftablesObstacles(nftables ?? ""),
    ...saved.flatMap(({ command, text = "" }) => iptablesObstacles(text, command)),
  ];
}
