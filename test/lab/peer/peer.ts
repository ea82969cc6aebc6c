import { formatAddress } from "../../../src/wire/index.ts";
import type { Ledger, LedgerEntry, SentReply } from "./ledger.ts";
import { type PlannedReply, Planner } from "./plan.ts";
import type { Scenario } from "./scenarios.ts";
import { readPacket, type Syn } from "./syn.ts";

/** Where the peer's packets come from and go to. */
export interface Device {
  read(): Uint8Array | undefined;
  write(packet: Uint8Array): void;
}

type Due = {
  readonly atNs: number;
  readonly receivedNs: number;
  readonly reply: PlannedReply;
  /** Where its sending is put down. */
  readonly sent: SentReply[];
};

/** Reads so many packets in a row before what is due gets its turn. */
const burst = 64;

/** A hostile network with a server behind it: answers as its scenario says, and keeps account of it. */
export class Peer {
  readonly #device: Device;
  readonly #planner: Planner;
  readonly #now: () => number;
  readonly #entries: LedgerEntry[] = [];
  /** Latest first, so that the next is at the end. */
  readonly #due: Due[] = [];
  readonly #received = { syn: 0, rst: 0, other: 0 };
  readonly #identity: { readonly scenario: string; readonly seed: number };

  /** `now` is a clock of nanoseconds that is never stepped. */
  constructor(device: Device, scenario: Scenario, seed: number, now: () => number) {
    this.#device = device;
    this.#planner = new Planner(scenario, seed);
    this.#now = now;
    this.#identity = { scenario: scenario.name, seed };
  }

  /** Takes in what is waiting and sends what is due; returns nanoseconds until the next is, if any. */
  turn(): number | undefined {
    for (let packets = 0; packets < burst; packets++) {
      const packet = this.#device.read();
      if (packet === undefined) break;
      this.#receive(packet);
    }
    for (;;) {
      const next = this.#due.at(-1);
      if (next === undefined) return undefined;
      const now = this.#now();
      if (next.atNs > now) return next.atNs - now;
      this.#due.pop();
      this.#send(next, now);
    }
  }

  /** The account of all this, with what the kernel is known to have dropped before the peer saw it. */
  ledger(missed: number): Ledger {
    return {
      ...this.#identity,
      received: this.#received,
      unsent: this.#due.length,
      missed,
      entries: this.#entries,
    };
  }

  #receive(packet: Uint8Array): void {
    const receivedNs = this.#now();
    const syn = readPacket(packet);
    if (typeof syn === "string") {
      this.#received[syn]++;
      return;
    }
    this.#received.syn++;
    const planned = this.#planner.next(syn);
    const sent: SentReply[] = [];
    this.#entries.push({ ...whose(syn), ...(planned === "lost" && { lost: true }), sent });
    if (planned === "lost") return;
    for (const reply of planned) {
      this.#schedule({ atNs: receivedNs + reply.dueNs, receivedNs, reply, sent });
    }
  }

  /** Of what is due at the same time, the first scheduled stays the first to leave. */
  #schedule(due: Due): void {
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#due[middle]?.atNs ?? 0) > due.atNs) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, due);
  }

  #send({ reply, receivedNs, sent }: Due, now: number): void {
    this.#device.write(reply.packet);
    const { send, but, means, sequence } = reply;
    sent.push({
      send,
      ...(but && { but }),
      means,
      ...(sequence !== undefined && { sequence }),
      afterNs: now - receivedNs,
    });
  }
}

const whose = (syn: Syn) => ({
  family: syn.family,
  source: formatAddress(syn.family, syn.source),
  sourcePort: syn.sourcePort,
  destination: formatAddress(syn.family, syn.destination),
  destinationPort: syn.destinationPort,
  sequence: syn.sequence,
});
