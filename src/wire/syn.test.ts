import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { capturedPacket } from "../../test/vectors/golden.ts";
import { copyDestination, copySource } from "./endpoints.ts";
import { writePacket } from "./envelope.ts";
import * as ipv4 from "./ipv4.ts";
import * as ipv6 from "./ipv6.ts";
import { locate, PacketLayout, transportChecksumHolds } from "./packet.ts";
import { protocol } from "./protocol.ts";
import { writeTcp } from "./segment.ts";
import { SynTemplate } from "./syn.ts";
import * as tcp from "./tcp.ts";
import { readTcpOptions, timestampValueOf } from "./tcp-options.ts";

const octetsOf = (view: DataView, length: number) => new Uint8Array(view.buffer.slice(0, length));
const locatedIn = (view: DataView, captured = view.byteLength) => {
  const layout = new PacketLayout();
  expect(locate(view, 0, captured, layout)).toBe(true);
  return layout;
};

describe("beside a SYN that Linux sent for connect()", () => {
  test.each([
    { name: "SYN of connect() over IPv4", family: 4, octets: 60 },
    { name: "SYN of connect() over IPv6", family: 6, octets: 80 },
  ] as const)("$name: every octet is the same", ({ name, family, octets }) => {
    const linux = capturedPacket(name);
    const layout = locatedIn(linux);
    const at = layout.transportAt;
    const source = new Uint32Array(4);
    const destination = new Uint32Array(4);
    copySource(linux, layout, source, 0);
    copyDestination(linux, layout, destination, 0);
    const flowLabel = family === 6 ? ipv6.flowLabelOf(linux, 0) : 0;

    const ours = new DataView(new ArrayBuffer(128));
    const length = new SynTemplate({ family, source, flowLabel }).write(
      ours,
      0,
      destination,
      0,
      tcp.destinationPortOf(linux, at),
      tcp.sourcePortOf(linux, at),
      tcp.sequenceOf(linux, at),
      ipv4.identificationOf(linux, 0),
      timestampValueOf(linux, at, layout.transportLength),
    );
    expect(length).toBe(octets);
    expect(octetsOf(ours, length)).toEqual(new Uint8Array(linux.buffer));
  });
});

const word = fc.nat(0xffffffff);
const address = fc.tuple(word, word, word, word).map((four) => Uint32Array.from(four));
const anySyn = fc.record({
  family: fc.constantFrom(4 as const, 6 as const),
  source: address,
  destination: address,
  ttl: fc.integer({ min: 1, max: 255 }),
  dscp: fc.nat(63),
  bare: fc.boolean(),
  mss: fc.integer({ min: 1, max: 0xffff }),
  flowLabel: fc.nat(0xfffff),
  sourcePort: fc.nat(0xffff),
  destinationPort: fc.nat(0xffff),
  sequence: word,
  identification: fc.nat(0xffff),
  timestamp: word,
});

describe("any SYN", () => {
  test("patched in is the one written afresh, checksums and all", () => {
    fc.assert(
      fc.property(anySyn, fc.nat(8), fc.nat(100), (syn, index, at) => {
        const { family, source, destination, sequence, sourcePort, destinationPort } = syn;
        const table = new Uint32Array(16).fill(0xdeadbeef);
        table.set(destination, index);
        const patched = new DataView(new ArrayBuffer(256));
        // What an earlier packet left in the slot must not shine through.
        new Uint8Array(patched.buffer).fill(0xff);
        const length = new SynTemplate(syn).write(
          patched,
          at,
          table,
          index,
          destinationPort,
          sourcePort,
          sequence,
          syn.identification,
          syn.timestamp,
        );

        const afresh = new DataView(new ArrayBuffer(256));
        new Uint8Array(afresh.buffer).fill(0xff);
        const options = {
          mss: syn.mss,
          sackPermitted: true,
          timestamps: { value: syn.timestamp, echo: 0 },
          windowScale: 7,
        } as const;
        const { dscp, flowLabel, identification } = syn;
        const envelope = { family, source, destination, hopLimit: syn.ttl, dscp };
        const whole = writePacket(
          afresh,
          at,
          { ...envelope, flowLabel, identification },
          protocol.tcp,
          (view, segment) =>
            writeTcp(view, segment, {
              sourcePort,
              destinationPort,
              sequence,
              flags: tcp.flag.syn,
              window: Math.floor(0xffff / syn.mss) * syn.mss,
              ...(!syn.bare && { options }),
            }),
        );
        expect(length).toBe(whole);
        expect(octetsOf(patched, 256)).toEqual(octetsOf(afresh, 256));
      }),
      { numRuns: 2000 },
    );
  });

  test("is a good packet", () => {
    fc.assert(
      fc.property(anySyn, (syn) => {
        const view = new DataView(new ArrayBuffer(128));
        const { destination, destinationPort, sourcePort, sequence, identification } = syn;
        const length = new SynTemplate(syn).write(
          view,
          0,
          destination,
          0,
          destinationPort,
          sourcePort,
          sequence,
          identification,
          syn.timestamp,
        );
        const layout = locatedIn(view, length);
        expect(layout.version).toBe(syn.family);
        expect(layout.hopLimit).toBe(syn.ttl);
        expect(transportChecksumHolds(view, layout)).toBe(true);
        expect(tcp.flagsOf(view, layout.transportAt)).toBe(tcp.flag.syn);
        if (syn.family === 4) expect(ipv4.dontFragmentOf(view, 0)).toBe(true);
      }),
    );
  });
});

describe("without being told otherwise", () => {
  test.each([
    { family: 4, mss: 1460, window: 64_240 },
    { family: 6, mss: 1440, window: 64_800 },
  ] as const)("over IPv$family offers mss $mss and window $window", ({ family, mss, window }) => {
    const view = new DataView(new ArrayBuffer(128));
    const template = new SynTemplate({ family, source: new Uint32Array(4) });
    const length = template.write(view, 0, new Uint32Array(4), 0, 443, 50_000, 1, 0, 5);
    const { transportAt, transportLength, hopLimit } = locatedIn(view, length);
    expect(hopLimit).toBe(64);
    expect(tcp.windowOf(view, transportAt)).toBe(window);
    expect(readTcpOptions(view, transportAt, transportLength)).toEqual({
      mss,
      sackPermitted: true,
      timestamps: { value: 5, echo: 0 },
      windowScale: 7,
    });
  });

  test.each([
    { family: 4, octets: 40 },
    { family: 6, octets: 60 },
  ] as const)("bare over IPv$family is $octets octets", ({ family, octets }) => {
    const view = new DataView(new ArrayBuffer(128));
    const template = new SynTemplate({ family, source: new Uint32Array(4), bare: true });
    expect(template.length).toBe(octets);
    expect(template.write(view, 0, new Uint32Array(4), 0, 443, 50_000, 1, 0, 5)).toBe(octets);
    expect(locatedIn(view, octets).transportLength).toBe(20);
  });
});
