import type { FrameView, Link, Origin, PacketBatch } from "../../src/net/index.ts";
import { RingReader } from "../../src/net/ring.ts";
import type { EngineListener } from "../../src/probe/engine-listener.ts";
import { SynEngine } from "../../src/probe/syn-engine.ts";
import { VirtualClock } from "../../src/testing/index.ts";
import { nanosecondsFromMilliseconds as ms } from "../../src/units.ts";
import { parseAddress } from "../../src/wire/index.ts";
import type { Random } from "../lab/peer/index.ts";
import { readPacket, type Syn } from "../lab/peer/syn.ts";
import { type RingedFrame, RingWriter } from "./ring-writer.ts";

/** What the engine said of one frame. */
export type Said = {
  readonly sequence: number;
  readonly is: "open" | "closed" | "unreachable" | "contradictory";
  /** Whether it was the first that the engine believed about this SYN. */
  readonly first: boolean;
};

const ring = { blockSize: 8192, blocks: 4 };
const timeout = ms(200);
const linger = ms(1000);
const slotSize = 128;

const originOf = (family: 4 | 6, address: string): Origin => ({
  family,
  address,
  words: parseAddress(address)!.words,
  interface: undefined,
  ports: Array.from({ length: 16 }, (_, index) => 50_000 + index),
});
const origins = { 4: originOf(4, "198.51.100.2"), 6: originOf(6, "2001:db8:100::2") };

/** Addresses that differ in few bits, so that damage may turn one into another. */
const remotes = {
  4: ["192.0.2.1", "192.0.2.3", "192.0.2.129"],
  6: ["2001:db8::1", "2001:db8::3", "2001:db8::8001"],
};
const remotePorts = [80, 443, 444];

/** The engine on a link that is a ring in plain memory. It says what it made of each frame. */
export class Harness {
  readonly clock = new VirtualClock();
  readonly engine: SynEngine;
  readonly #writer = new RingWriter(ring);
  readonly #reader = new RingReader(this.#writer.view, ring);
  readonly #written: RingedFrame[] = [];
  #sent: Syn[] = [];
  #said: Said | undefined;
  /** Outcomes told of each SYN, by its sequence number: one each, in the end. */
  readonly outcomes = new Map<number, number>();
  /** Is shown every frame with what the engine said of it. */
  readonly #compare: (frame: RingedFrame, said: Said | undefined) => void;

  constructor(random: Random, compare: (frame: RingedFrame, said: Said | undefined) => void) {
    this.#compare = compare;
    this.engine = new SynEngine(this.#link(), this.clock, () => random.word(), this.#listener(), {
      capacity: 1024,
    });
  }

  /** Sends that many SYNs; returns them as they left. */
  send(count: number, random: Random): Syn[] {
    this.#sent = [];
    this.engine.watch.read();
    for (let probe = 0; probe < count; probe++) {
      const family = random.index(2) === 0 ? 4 : 6;
      const address = remotes[family][random.index(3)]!;
      const submitted = this.engine.submit({
        family,
        words: parseAddress(address)!.words,
        port: remotePorts[random.index(3)]!,
        scope: 0,
        origin: origins[family],
        localPort: 0,
        run: 1,
        tag: 0,
        index: probe + 1,
        timeout,
        due: 0,
        linger,
      });
      if (!submitted) throw new Error("the engine has no room for a probe");
    }
    this.engine.flush();
    this.outcomes.clear();
    for (const { packet } of this.#sent) this.show(this.frame(packet, { outgoing: true }));
    this.drain();
    return this.#sent;
  }

  frame(octets: Uint8Array, but: Partial<RingedFrame> = {}): RingedFrame {
    const stamp = this.clock.wall();
    return {
      octets,
      captured: octets.length,
      ...stamp,
      outgoing: false,
      checksumFinished: true,
      interfaceIndex: 2,
      ...but,
    };
  }

  /** Puts a frame into the ring; the engine looks at them when a block is full, or at `drain`. */
  show(frame: RingedFrame): void {
    if (!this.#writer.write(frame)) {
      this.drain();
      this.#writer.write(frame);
    }
    this.#written.push(frame);
  }

  drain(): void {
    this.#writer.handOver();
    const seen = this.engine.receive();
    if (seen !== this.#written.length) throw new Error(`the reader saw ${seen} frames`);
    this.#written.length = 0;
  }

  /** Lets that many milliseconds pass. */
  wait(milliseconds: number): void {
    this.clock.advance(ms(milliseconds));
    this.engine.receive();
    this.engine.expire();
  }

  #visit(frame: FrameView, index: number, visit: (frame: FrameView) => void): void {
    const written = this.#written[index]!;
    const { captured, outgoing, checksumFinished, seconds, nanoseconds } = written;
    const asWritten =
      frame.length === captured &&
      frame.wireLength === written.octets.length &&
      frame.seconds === seconds &&
      frame.nanoseconds === nanoseconds &&
      frame.checksumFinished === checksumFinished &&
      frame.interfaceIndex === written.interfaceIndex &&
      (frame.direction === "outgoing") === outgoing &&
      (captured === 0 || frame.view.getUint8(frame.at) === written.octets[0]);
    if (!asWritten)
      throw new Error(`the reader shows frame ${index} otherwise than it was written`);
    this.#said = undefined;
    visit(frame);
    this.#compare(written, this.#said);
  }

  #link(): Link {
    const batch: PacketBatch = {
      capacity: 64,
      slotSize,
      view: new DataView(new ArrayBuffer(64 * slotSize)),
      lengths: new Uint16Array(64),
      scopes: new Uint32Array(64),
      tags: new Int32Array(64),
      count: 0,
    };
    return {
      batch,
      visibilityDelay: ms(0),
      refusal: undefined,
      originFor: ({ family }) => origins[family],
      scopeOf: () => 0,
      holdPorts: () => 0,
      send: (_, from) => {
        for (let slot = from; slot < batch.count; slot++) {
          const octets = new Uint8Array(batch.view.buffer, slot * slotSize, batch.lengths[slot]);
          const syn = readPacket(octets.slice());
          if (typeof syn === "string") throw new Error(`the engine sent something else: ${syn}`);
          this.#sent.push(syn);
        }
        return batch.count - from;
      },
      sendAside: () => false,
      drain: (visit) => {
        let index = 0;
        return this.#reader.drain((frame) => this.#visit(frame, index++, visit));
      },
      takeDrops: () => 0,
      readable: () => Promise.resolve(),
      wake: () => {},
      [Symbol.dispose]: () => {},
    };
  }

  #listener(): EngineListener {
    const sequenceOf = (slot: number) => this.engine.table.sequence[slot]!;
    const say = (slot: number, is: Said["is"], first: boolean) => {
      if (this.#said !== undefined) throw new Error("the engine said two things of one frame");
      this.#said = { sequence: sequenceOf(slot), is, first };
    };
    const tell = (slot: number) => {
      const sequence = sequenceOf(slot);
      this.outcomes.set(sequence, (this.outcomes.get(sequence) ?? 0) + 1);
    };
    return {
      sent: () => {},
      answered: (slot, outcome) => {
        tell(slot);
        say(slot, outcome, true);
      },
      unreachable: (slot) => {
        tell(slot);
        say(slot, "unreachable", true);
      },
      timedOut: tell,
      failed: () => {
        throw new Error("nothing refuses a packet here");
      },
      late: (slot, _rtt, _clock, answer) => say(slot, whatOf(answer), true),
      repeated: (slot, _kind, _rtt, answer) => say(slot, whatOf(answer), false),
      rejected: (slot, reason) => {
        if (reason === "contradictory") say(slot, "contradictory", false);
      },
    };
  }
}

type Answer = Parameters<EngineListener["late"]>[3];
const whatOf = (answer: Answer): Said["is"] => {
  if ("icmp" in answer) return "unreachable";
  return answer.reply.flags.includes("RST") ? "closed" : "open";
};
