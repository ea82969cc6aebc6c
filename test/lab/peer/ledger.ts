import type { Defect, Meaning } from "./vocabulary.ts";
import type { Reply } from "./scenarios.ts";

/** A packet that the peer really sent. */
export type SentReply = {
  readonly send: Reply["send"];
  readonly but?: Defect;
  /** What it is to whoever sent the SYN. */
  readonly means: Meaning;
  /** Of the segment; an ICMP error has none. */
  readonly sequence?: number;
  /** Between reading the SYN and writing this; the round-trip delay can only be longer. */
  readonly afterNs: number;
};

/** A SYN that reached the peer, and all that the peer did about it. */
export type LedgerEntry = {
  readonly family: 4 | 6;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly sequence: number;
  /** Eaten by the scenario's network before any server could see it. */
  readonly lost?: true;
  /** In the order in which they left. */
  readonly sent: readonly SentReply[];
};

/** What the peer saw and did, from its start to its stop. */
export type Ledger = {
  readonly scenario: string;
  readonly seed: number;
  readonly received: { readonly syn: number; readonly rst: number; readonly other: number };
  /** Replies that were still due when the peer was stopped, so never sent. */
  readonly unsent: number;
  /** Packets for the peer that the kernel dropped because the peer was too slow: 0, or nothing is exact. */
  readonly missed: number;
  readonly entries: readonly LedgerEntry[];
};

/** The ledger without its entries: the first line of what the peer writes; each entry is a line. */
export type LedgerHead = Omit<Ledger, "entries">;

/** Reads what `main.ts` wrote. */
export function parseLedger(lines: string): Ledger {
  const [head = "", ...entries] = lines.trim().split("\n");
  return {
    ...(JSON.parse(head) as LedgerHead),
    entries: entries.map((line) => JSON.parse(line) as LedgerEntry),
  };
}
