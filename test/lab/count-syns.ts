import type { Namespace } from "./namespaces.ts";

/** Counts the SYNs that leave a namespace by its wire; each call tells how many did since the last one. */
export function countSyns(namespace: Namespace): () => number {
  const leaving = `oifname ${namespace.device} tcp flags & (syn | ack) == syn`;
  namespace.run("nft", [
    "add table inet syns; add counter inet syns left;" +
      "add chain inet syns out { type filter hook output priority 0; };" +
      `add rule inet syns out ${leaving} counter name left`,
  ]);
  return () => {
    const told = namespace.run("nft", ["reset", "counter", "inet", "syns", "left"]);
    return Number(/packets (\d+)/.exec(told)?.[1]);
  };
}
