import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf } from "../../test/vectors/golden.ts";
import { type TcpSegment, writeTcp } from "./segment.ts";
import * as tcp from "./tcp.ts";
import {
  encodeTcpOptions,
  readTcpOptions,
  type TcpOptions,
  timestampValueOf,
} from "./tcp-options.ts";

const word = fc.nat(0xffffffff);
const port = fc.nat(0xffff);
const absent = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const anyOptions: fc.Arbitrary<TcpOptions> = fc
  .record({
    mss: absent(fc.nat(0xffff)),
    windowScale: absent(fc.nat(14)),
    sackPermitted: absent(fc.constant(true as const)),
    timestamps: absent(fc.record({ value: word, echo: word })),
  })
  .map((said) => JSON.parse(JSON.stringify(said)) as TcpOptions);

/** A header with these options, and the octets of it that are there. */
function withOptions(options: Uint8Array, shown?: number): [DataView, number] {
  const view = new DataView(new ArrayBuffer(80));
  const segment = { sourcePort: 1, destinationPort: 2, sequence: 3, flags: tcp.flag.syn, options };
  const length = writeTcp(view, 0, segment);
  return [view, shown ?? length];
}

test("control bits have their names of RFC 9293 §3.1", () => {
  expect(tcp.flagNames(0)).toEqual([]);
  expect(tcp.flagNames(tcp.flag.syn | tcp.flag.ack)).toEqual(["SYN", "ACK"]);
  expect(tcp.flagNames(0xff)).toEqual(["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"]);
  for (const [name, bit] of Object.entries(tcp.flag)) {
    expect(tcp.flagNames(bit)).toEqual([name.toUpperCase()]);
  }
});

test("a segment written, then read, says the same", () => {
  const segments = fc.record({
    sourcePort: port,
    destinationPort: port,
    sequence: word,
    acknowledgment: word,
    flags: fc.nat(0xff),
    window: port,
    urgentPointer: port,
    options: anyOptions,
    payload: fc.uint8Array({ maxLength: 20 }),
  });
  const view = new DataView(new ArrayBuffer(128));
  fc.assert(
    fc.property(segments, fc.nat(20), (said: TcpSegment, at) => {
      const length = writeTcp(view, at, said);
      const header = tcp.headerLengthOf(view, at);
      expect({
        sourcePort: tcp.sourcePortOf(view, at),
        destinationPort: tcp.destinationPortOf(view, at),
        sequence: tcp.sequenceOf(view, at),
        acknowledgment: tcp.acknowledgmentOf(view, at),
        flags: tcp.flagsOf(view, at),
        window: tcp.windowOf(view, at),
        urgentPointer: tcp.urgentPointerOf(view, at),
        options: readTcpOptions(view, at, length),
        payload: new Uint8Array(view.buffer.slice(at + header, at + length)),
      }).toEqual(said);
      expect(timestampValueOf(view, at, length)).toBe(
        said.options instanceof Uint8Array ? -1 : (said.options?.timestamps?.value ?? -1),
      );
    }),
  );
});

describe("options as Linux lays them out", () => {
  const timestamps = { value: 0x01020304, echo: 0 };
  const sackPermitted = true;
  const layouts: [options: TcpOptions, hex: string][] = [
    [{}, ""],
    [{ mss: 1460 }, "020405b4"],
    [{ mss: 1460, sackPermitted }, "020405b4 01010402"],
    [{ mss: 1460, windowScale: 7 }, "020405b4 01030307"],
    [{ mss: 1460, timestamps }, "020405b4 0101080a0102030400000000"],
    [
      { mss: 1460, sackPermitted, timestamps, windowScale: 7 },
      "020405b4 0402080a0102030400000000 01030307",
    ],
  ];
  test.each(layouts)("%o", (options, hex) => {
    expect(encodeTcpOptions(options)).toEqual(new Uint8Array(bytesOf(hex).buffer));
  });
});

describe("options that are not as they should be", () => {
  const cases: [name: string, hex: string, read: TcpOptions][] = [
    ["what follows the end of the list is padding", "00020405 b4000000", {}],
    ["unknown kinds are passed over", "fd04abcd 020405b4", { mss: 1460 }],
    ["a known kind of wrong length is passed over", "0203ff01 020405b4", { mss: 1460 }],
    ["length 0 ends the search", "020405b4 03000000", { mss: 1460 }],
    ["length 1 ends the search", "020405b4 03010000", { mss: 1460 }],
    ["a length beyond the header ends it", "020405b4 080a0000", { mss: 1460 }],
    ["a kind without room for its length ends it", "01010108", {}],
    ["the first of two counts", "020405b4 02040200", { mss: 1460 }],
    ["a shift count above 14 is told as it stands", "010303ff", { windowScale: 255 }],
  ];
  test.each(cases)("%s", (_, hex, read) => {
    const [view, length] = withOptions(new Uint8Array(bytesOf(hex).buffer));
    expect(readTcpOptions(view, 0, length)).toEqual(read);
    expect(timestampValueOf(view, 0, length)).toBe(-1);
  });

  test("a cut segment has the options that are wholly there", () => {
    const [view] = withOptions(new Uint8Array(bytesOf("020405b4 0101080a0000000700000000").buffer));
    expect(readTcpOptions(view, 0, 19)).toEqual({});
    expect(readTcpOptions(view, 0, 23)).toEqual({});
    expect(readTcpOptions(view, 0, 24)).toEqual({ mss: 1460 });
    expect(readTcpOptions(view, 0, 35)).toEqual({ mss: 1460 });
    expect(timestampValueOf(view, 0, 36)).toBe(7);
  });

  test("a data offset below 5 leaves no room for options", () => {
    const [view, length] = withOptions(new Uint8Array(bytesOf("020405b4").buffer));
    view.setUint8(tcp.offset.dataOffset, 4 << 4);
    expect(readTcpOptions(view, 0, length)).toEqual({});
  });
});
