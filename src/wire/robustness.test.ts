import { expect, test } from "vitest";
import { bytesOf, captured } from "../../test/vectors/golden.ts";
import { copyDestination, copySource, sourceEquals } from "./endpoints.ts";
import { QuotedSegment, readIcmpError } from "./icmp.ts";
import { locate, PacketLayout, transportChecksumHolds } from "./packet.ts";
import { protocol } from "./protocol.ts";
import * as tcp from "./tcp.ts";
import { readTcpOptions, timestampValueOf } from "./tcp-options.ts";

const seed = Number(process.env["HALFOPEN_SEED"] ?? 20_260_101);
const packets = 150_000;

/** Mulberry32: small, fast, and the same on every machine. */
function randomFrom(start: number): (below: number) => number {
  let state = start >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
  };
}

test(`${packets} random and mutated packets, seed ${seed}: nothing throws, nothing is read outside`, () => {
  const random = randomFrom(seed);
  const originals = captured.map(({ hex }) => new Uint8Array(bytesOf(hex).buffer));
  const layout = new PacketLayout();
  const quoted = new QuotedSegment();
  const words = new Uint32Array(8);
  const seen = { located: 0, verified: 0, quoted: 0, problems: new Set<string>() };

  /** Octets with a view of just them: a read before or behind throws. */
  const next = (): Uint8Array => {
    if (random(4) === 0) {
      const octets = Uint8Array.from({ length: random(120) }, () => random(256));
      if (octets.length > 0) octets[0] = (random(2) === 0 ? 0x40 : 0x60) | random(16);
      return octets;
    }
    const original = originals[random(originals.length)]!;
    const cut = random(3) === 0 ? random(original.length + 1) : original.length;
    const octets = original.slice(0, cut);
    for (let changes = random(4); changes > 0; changes--) {
      octets[random(Math.min(cut, 120))] = random(256);
    }
    return octets;
  };

  for (let packet = 0; packet < packets; packet++) {
    const view = new DataView(next().buffer);
    const good = locate(view, 0, view.byteLength, layout);
    seen.problems.add(layout.problem);
    expect(good).toBe(layout.problem === "none");
    const end = layout.transportAt + layout.transportLength;
    if (layout.transportLength > 0 && end > view.byteLength) expect.fail("transport out of bounds");
    if (layout.transportLength > 0) {
      copySource(view, layout, words, 0);
      copyDestination(view, layout, words, 4);
      if (!sourceEquals(view, layout, words, 0)) expect.fail("an address differs from its copy");
    }
    if (transportChecksumHolds(view, layout)) seen.verified++;
    if (readIcmpError(view, layout, quoted)) seen.quoted++;
    const { transportAt: at, transportLength: length } = layout;
    const options = readTcpOptions(view, at, length);
    expect(timestampValueOf(view, at, length)).toBe(options.timestamps?.value ?? -1);
    if (!good) continue;
    seen.located++;
    if (layout.protocol === protocol.tcp) {
      tcp.sequenceOf(view, at);
      tcp.urgentPointerOf(view, at);
    }
  }

  // Every way through the decoders was taken, often.
  expect(seen.located).toBeGreaterThan(packets / 20);
  expect(seen.verified).toBeGreaterThan(packets / 50);
  expect(seen.quoted).toBeGreaterThan(packets / 50);
  expect([...seen.problems].toSorted()).toEqual([
    "bad-checksum",
    "fragment",
    "malformed",
    "none",
    "truncated",
  ]);
});
