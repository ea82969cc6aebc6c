import type { Namespace } from "./namespaces.ts";

type Party = { readonly address: string; readonly port: number };

/** A handshake of which this side has seen the SYN and waits for the last ACK. */
export type HalfOpenEntry = { readonly local: Party; readonly remote: Party };

/** `10.203.0.2:80`, `[fd00:203::2]:80`, `[::ffff:10.203.0.2]:80`, `[fe80::1]%target0:80`. */
function parseParty(text: string): Party {
  const colon = text.lastIndexOf(":");
  const address = text
    .slice(0, colon)
    .replaceAll(/[[\]]/g, "")
    .replace(/^::ffff:(?=\d+\.)/, "");
  return { address, port: Number(text.slice(colon + 1)) };
}

/** What the namespace's kernel holds half-open now. A polite prober leaves none behind. */
export function halfOpenEntries(namespace: Namespace): HalfOpenEntry[] {
  return namespace
    .run("ss", ["-tnH", "state", "syn-recv"])
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, , local = "", remote = ""] = line.trim().split(/\s+/);
      return { local: parseParty(local), remote: parseParty(remote) };
    });
}
