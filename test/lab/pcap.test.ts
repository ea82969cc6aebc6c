import { describe, expect, test } from "vitest";
import { readPcap } from "./pcap.ts";

const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

const header = (magic: string, linkType: string): string =>
  `${magic} 0200 0400 00000000 00000000 00000400 ${linkType}`;
/** One record of 1 s and a fraction of 5, holding `frame`. */
const record = (frame: string): string =>
  `01000000 05000000 ${Buffer.from([bytes(frame).length]).toString("hex")}000000 3c000000 ${frame}`;

const nano = "4d3cb2a1";
const packet = "45 00 00 14";
const seen = { seconds: 1, nanoseconds: 5, ip: bytes(packet) };

describe("a pcap file shows its IP packets", () => {
  const cases = [
    { of: "Ethernet", linkType: "01000000", frame: `020304050607 020304050608 0800 ${packet}` },
    {
      of: "Ethernet with IPv6",
      linkType: "01000000",
      frame: `020304050607 020304050608 86dd ${packet}`,
    },
    { of: "raw IP", linkType: "65000000", frame: packet },
    {
      of: "Linux cooked v1",
      linkType: "71000000",
      frame: `0000 0001 0006 020304050607 0000 0800 ${packet}`,
    },
    {
      of: "Linux cooked v2",
      linkType: "14010000",
      frame: `0800 0000 00000001 0001 00 06 0203040506070000 ${packet}`,
    },
  ];
  test.each(cases)("of $of", ({ linkType, frame }) => {
    expect(readPcap(bytes(header(nano, linkType) + record(frame)))).toEqual([seen]);
  });

  test("of a file in microseconds, as nanoseconds", () => {
    const file = header("d4c3b2a1", "65000000") + record(packet);
    expect(readPcap(bytes(file))).toEqual([{ ...seen, nanoseconds: 5000 }]);
  });

  test("of a file written most significant octet first", () => {
    const file = `a1b23c4d 0002 0004 00000000 00000000 00040000 00000065
                  00000001 00000005 00000004 0000003c ${packet}`.replaceAll(/\s/g, "");
    expect(readPcap(bytes(file))).toEqual([seen]);
  });
});

describe("what is no IP packet is left out", () => {
  test("an ARP frame", () => {
    const arp = record(`ffffffffffff 020304050608 0806 0001`);
    const wanted = record(`020304050607 020304050608 0800 ${packet}`);
    expect(readPcap(bytes(header(nano, "01000000") + arp + wanted))).toEqual([seen]);
  });

  test("a last record that the writer had not finished", () => {
    const whole = bytes(header(nano, "65000000") + record(packet) + record(packet));
    expect(readPcap(whole.subarray(0, -1))).toEqual([seen]);
  });
});

test("something else than a pcap file is refused", () => {
  expect(() => readPcap(new Uint8Array(24))).toThrow("not a pcap file");
});
