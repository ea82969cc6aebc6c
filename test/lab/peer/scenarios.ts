import { type Defect, type IcmpErrorName, icmpErrorNames, type SegmentName } from "./vocabulary.ts";

/** A delay: always the same, anything between two, or one that is usual and now and then another. */
export type Delay =
  | number
  | { readonly from: number; readonly to: number }
  | { readonly usually: number; readonly spike: number; readonly percent: number };

/** One packet that the peer sends for a SYN. */
export type Reply = {
  /** A segment or ICMP error by its name; "copy" is the packet before it once more, octet for octet. */
  readonly send: SegmentName | IcmpErrorName | "copy";
  /** Of how many SYNs in a hundred; of all unless said. */
  readonly percent?: number;
  /** Milliseconds after the reply before it in the list, the first after the SYN. */
  readonly afterMs?: Delay;
  readonly but?: Defect;
  /** In how many of a hundred the defect is there; in all unless said. */
  readonly butPercent?: number;
  /** With extension headers before the segment (IPv6), or options in the header (IPv4). */
  readonly extended?: true;
  /** How much of the SYN an ICMP error quotes: 8 octets of TCP, or all. */
  readonly quotes?: "8 octets" | "all";
};

/** How the peer treats every SYN. */
export type Scenario = {
  readonly name: string;
  /** SYNs that the network eats: each by itself, or in bursts that begin and end by chance. */
  readonly loses?:
    | { readonly percent: number }
    | { readonly burstBeginsPercent: number; readonly burstEndsPercent: number };
  readonly replies: readonly Reply[];
  /** Other ways for SYNs to these addresses, as if many servers were behind the device. */
  readonly at?: Readonly<Record<string, Scenario>>;
};

/**
 * The deadline that these times are made for. Nothing leaves the peer too early, so what is late may
 * be so by little; what is in time is so by far, because a busy machine may hold it up.
 */
export const deadlineMs = 380;

/** Nothing comes later than this after its SYN. */
export const lastReplyMs = 450;

const about = (send: Reply["send"], defects: readonly Defect[]): Scenario[] =>
  defects.map((but) => ({ name: `${send}: ${but}`, replies: [{ send, but }] }));

export const scenarios: readonly Scenario[] = [
  { name: "open", replies: [{ send: "syn-ack" }] },
  { name: "closed", replies: [{ send: "rst" }] },
  { name: "silence", replies: [] },

  { name: "delay, exact", replies: [{ send: "syn-ack", afterMs: 20 }] },
  { name: "delay, spread", replies: [{ send: "syn-ack", afterMs: { from: 1, to: 60 } }] },
  {
    name: "delay, with spikes",
    replies: [{ send: "syn-ack", afterMs: { usually: 1, spike: 80, percent: 10 } }],
  },
  {
    name: "some replies come late",
    replies: [{ send: "syn-ack", afterMs: { usually: 1, spike: 400, percent: 20 } }],
  },
  { name: "all refusals come late", replies: [{ send: "rst", afterMs: 400 }] },

  { name: "loss, independent", loses: { percent: 20 }, replies: [{ send: "syn-ack" }] },
  {
    name: "loss, in bursts",
    loses: { burstBeginsPercent: 3, burstEndsPercent: 25 },
    replies: [{ send: "syn-ack" }],
  },
  {
    name: "reordering",
    replies: [{ send: "syn-ack", afterMs: { usually: 1, spike: 12, percent: 30 } }],
  },
  {
    name: "duplication",
    replies: [{ send: "syn-ack" }, { send: "copy", percent: 50, afterMs: 3 }],
  },
  {
    name: "duplication of late replies",
    replies: [
      { send: "syn-ack", afterMs: 400 },
      { send: "copy", afterMs: 3 },
    ],
  },
  {
    name: "duplicated refusals",
    replies: [{ send: "rst" }, { send: "copy", percent: 50, afterMs: 3 }],
  },
  {
    name: "the syn-ack is retransmitted",
    replies: [{ send: "syn-ack" }, { send: "syn-ack again", percent: 50, afterMs: 300 }],
  },
  {
    name: "a second server contradicts",
    replies: [{ send: "syn-ack" }, { send: "syn-ack of another server", percent: 50, afterMs: 2 }],
  },
  {
    name: "open, then reset",
    replies: [{ send: "syn-ack" }, { send: "rst", percent: 50, afterMs: 2 }],
  },

  ...about("syn-ack", [
    "ack one too high",
    "ack one too low",
    "ack out of the air",
    "ack damaged, checksum right",
    "from another port",
    "from another address",
    "checksum wrong",
    "bit flipped",
    "port bit flipped",
    "IP header bit flipped",
    "header too short",
    "cut on the way",
    "options past the end",
  ]),
  ...about("rst", [
    "ack one too high",
    "ack one too low",
    "ack out of the air",
    "from another port",
    "from another address",
    "checksum wrong",
    "header too short",
  ]),
  {
    name: "a forger is faster than the server",
    replies: [
      { send: "rst", but: "ack out of the air" },
      { send: "syn-ack", but: "from another port", afterMs: 1 },
      { send: "syn-ack", afterMs: 5 },
    ],
  },

  { name: "rst without an ack", replies: [{ send: "rst without an ack" }] },
  { name: "challenge ack", replies: [{ send: "challenge ack" }] },
  { name: "simultaneous open", replies: [{ send: "syn" }] },
  { name: "fin-ack", replies: [{ send: "fin-ack" }] },
  { name: "no flags", replies: [{ send: "no flags" }] },

  { name: "open, behind extension headers", replies: [{ send: "syn-ack", extended: true }] },
  { name: "closed, behind extension headers", replies: [{ send: "rst", extended: true }] },

  ...icmpErrorNames.flatMap((send): Scenario[] => [
    { name: `${send}, 8 octets quoted`, replies: [{ send, quotes: "8 octets" }] },
    { name: `${send}, all quoted`, replies: [{ send, quotes: "all" }] },
  ]),

  ...about("prohibited", ["bit flipped", "quotes a SYN never sent"]),
  {
    name: "errors are forged faster than the server answers",
    replies: [
      { send: "no route", but: "quotes a SYN never sent" },
      { send: "syn-ack", afterMs: 5 },
    ],
  },

  {
    name: "a bad day",
    loses: { percent: 1 },
    replies: [
      {
        send: "syn-ack",
        afterMs: { usually: 0.2, spike: 5, percent: 1 },
        but: "bit flipped",
        butPercent: 0.1,
      },
      { send: "copy", percent: 0.5, afterMs: 1 },
    ],
  },
];

/** The scenario of that name; throws when there is none. */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new Error(`no scenario is named "${name}"`);
  return found;
}
