import type { Random } from "../lab/peer/index.ts";
import { composeIcmpError, composeSegment } from "../lab/peer/compose.ts";
import type { Syn } from "../lab/peer/syn.ts";
import {
  type Defect,
  icmpErrorNames,
  type SegmentName,
  segmentNames,
} from "../lab/peer/vocabulary.ts";

const wrong: readonly Defect[] = [
  "ack one too high",
  "ack one too low",
  "ack damaged, checksum right",
  "from another port",
  "from another address",
  "checksum wrong",
  "header too short",
  "options past the end",
];

/** What is answered most, and what the mutations of are most dangerous. */
const answers: readonly SegmentName[] = ["syn-ack", "syn-ack", "rst"];

const oneOf = <T>(things: readonly T[], random: Random): T => things[random.index(things.length)]!;

/** Something that may come of a SYN, well made or badly: mutations start from it. */
export function replyTo(syn: Syn, random: Random): Uint8Array {
  if (random.happens(25)) {
    const but = random.happens(10) ? ({ but: "quotes a SYN never sent" } as const) : {};
    const quotes = random.happens(50) ? "all" : "8 octets";
    return composeIcmpError(syn, oneOf(icmpErrorNames, random), { quotes, ...but }, random);
  }
  const send = random.happens(70) ? oneOf(answers, random) : oneOf(segmentNames, random);
  const wish = {
    send,
    extended: random.happens(15),
    sequence: random.word(),
    clock: random.word(),
  };
  const but = random.happens(20) ? { but: oneOf(wrong, random) } : {};
  return composeSegment(syn, { ...wish, ...but }, random);
}
