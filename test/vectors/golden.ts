import { readFileSync } from "node:fs";

/** A packet from the IP header on. */
type CapturedPacket = {
  /** What made the kernel send it. */
  readonly name: string;
  /** What tcpdump read in it, a line for each header. */
  readonly says: string;
  readonly hex: string;
};

const file = JSON.parse(readFileSync(new URL("captured.json", import.meta.url), "utf8")) as {
  readonly origin: string;
  readonly captured: readonly CapturedPacket[];
};

/** Packets of a real kernel; how they were got stands in capture.ts. */
export const { captured, origin } = file;

/** The octets that hexadecimal digits stand for; spaces are for the reader. */
export function bytesOf(hex: string): DataView {
  const octets = Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));
  return new DataView(octets.buffer);
}

/** A captured packet by its name, as a copy of its own. */
export function capturedPacket(name: string): DataView {
  const found = captured.find((packet) => packet.name === name);
  if (found === undefined) throw new Error(`no captured packet is called "${name}"`);
  return bytesOf(found.hex);
}

/** The example of RFC 1071 §3: its octets, their sum, and the checksum. */
export const rfc1071 = { octets: "0001 f203 f4f5 f6f7", sum: 0x2ddf0, folded: 0xddf2 } as const;
