import { Random } from "../lab/peer/index.ts";
import type { Syn } from "../lab/peer/syn.ts";
import { Harness, type Said } from "./harness.ts";
import { judge, type KnownSyn } from "./judge.ts";
import { Draft, mendChecksums, mendLength, mutate } from "./mutate.ts";
import { replyTo } from "./replies.ts";
import type { RingedFrame } from "./ring-writer.ts";

export type FuzzSize = { readonly seed: number; readonly frames: number };

export type FuzzReport = {
  readonly frames: number;
  readonly probes: number;
  /** Frames that the engine believed, all of them rightly. */
  readonly believed: Record<Said["is"], number>;
  readonly strays: number;
};

const probesARound = 32;
const framesAProbe = 120;

/** A SYN as the judge knows it, addresses straight from its octets. */
function known({ family, sourcePort, destinationPort, sequence, packet }: Syn): KnownSyn {
  const [from, length] = family === 4 ? [12, 4] : [8, 16];
  const [source, destination] = [from, from + length].map((at) =>
    packet.subarray(at, at + length).join("."),
  ) as [string, string];
  return { family, source, destination, sourcePort, destinationPort, sequence };
}

/**
 * Shows the engine mutated frames, through the ring, and compares what it says of each with a judge
 * that shares no code with it. Throws, with all that is needed to see it again, at the first frame
 * that is believed wrongly, or not believed though it answers; and when a probe is told twice,
 * never, or kept for ever.
 */
export function fuzz({ seed, frames }: FuzzSize): FuzzReport {
  const believed = { open: 0, closed: 0, unreachable: 0, contradictory: 0 };
  const syns = new Map<number, KnownSyn>();
  const answered = new Set<number>();
  const seen = { frames: 0, probes: 0 };
  let round = 0;

  const compare = (frame: RingedFrame, said: Said | undefined): void => {
    if (frame.outgoing) return;
    seen.frames++;
    const octets = frame.octets.subarray(0, frame.captured);
    const truth = judge(octets, frame.checksumFinished, syns);
    const same =
      said !== undefined &&
      said.sequence === truth?.sequence &&
      (said.is === truth.is || said.is === "contradictory");
    // A frame that another interface shows once more is not to be told; all others are.
    const silent = said === undefined && truth !== undefined;
    const wrong = silent ? !answered.has(truth.sequence) : said !== undefined && !same;
    if (wrong) throw new Error(complaint(frame, { seed, round, said, truth }));
    if (said === undefined) return;
    answered.add(said.sequence);
    believed[said.is]++;
  };

  const harness = new Harness(new Random(seed), compare);
  const draft = new Draft();
  for (; seen.frames < frames; round++) {
    const random = Random.forItem(seed, round);
    syns.clear();
    answered.clear();
    const sent = harness.send(probesARound, random);
    for (const syn of sent) syns.set(syn.sequence, known(syn));
    seen.probes += sent.length;
    const showAll = (count: number) => {
      let replies = sent.map((syn) => replyTo(syn, random));
      for (let shown = 0; shown < count; shown++) {
        if (shown % 256 === 255) replies = sent.map((syn) => replyTo(syn, random));
        harness.show(mutant(harness, draft, replies, random));
      }
      harness.drain();
    };
    const each = (probesARound * framesAProbe) / 2;
    harness.wait(10);
    showAll(each);
    harness.wait(300);
    // Now what was not answered is lost, and what comes is late.
    showAll(each);
    harness.wait(2000);
    for (const { sequence } of sent) {
      const told = harness.outcomes.get(sequence);
      if (told !== 1)
        throw new Error(`seed ${seed}, round ${round}: a probe was told ${told} times`);
    }
    const kept = harness.engine.table.inUse;
    if (kept > 0) throw new Error(`seed ${seed}, round ${round}: ${kept} probes are kept for ever`);
  }
  return { ...seen, believed, strays: harness.engine.receiver.strays };
}

/** Some reply to some SYN, with none to four changes, mended or not. */
function mutant(
  harness: Harness,
  draft: Draft,
  replies: readonly Uint8Array[],
  random: Random,
): RingedFrame {
  const any = () => replies[random.index(replies.length)]!;
  draft.take(any());
  mutate(draft, random.index(16) === 0 ? 0 : 1 + random.index(4), random, any());
  if (random.happens(40)) mendLength(draft);
  if (random.happens(50)) mendChecksums(draft);
  const octets = draft.octets.slice(0, draft.length);
  const cut = random.happens(5);
  return harness.frame(octets, {
    captured: cut ? random.index(draft.length + 1) : draft.length,
    checksumFinished: !random.happens(10),
    interfaceIndex: random.happens(5) ? 3 : 2,
    outgoing: random.happens(2),
  });
}

const complaint = (frame: RingedFrame, about: object): string =>
  `${JSON.stringify(about)}\nof ${frame.captured} of ${frame.octets.length} octets, ` +
  `checksum ${frame.checksumFinished ? "finished" : "not finished"}:\n` +
  Buffer.from(frame.octets).toString("hex");
