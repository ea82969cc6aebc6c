import { describe, expect, test } from "vitest";
import { bytesOf, captured, origin } from "../../test/vectors/golden.ts";
import { formatAddress } from "./address.ts";
import { copyDestination, copySource } from "./endpoints.ts";
import { locate, PacketLayout, transportChecksumHolds } from "./packet.ts";
import { protocol } from "./protocol.ts";
import * as tcp from "./tcp.ts";
import { readTcpOptions } from "./tcp-options.ts";

/** What we read in a TCP packet, in tcpdump's notation. */
function inTcpdumpsWords(view: DataView, layout: PacketLayout): string {
  const at = layout.transportAt;
  const family = layout.version === 4 ? 4 : 6;
  const source = new Uint32Array(4);
  const destination = new Uint32Array(4);
  copySource(view, layout, source, 0);
  copyDestination(view, layout, destination, 0);
  const from = `${formatAddress(family, source)}.${tcp.sourcePortOf(view, at)}`;
  const to = `${formatAddress(family, destination)}.${tcp.destinationPortOf(view, at)}`;

  const bits = tcp.flagsOf(view, at);
  const letters = {
    SYN: "S",
    FIN: "F",
    RST: "R",
    PSH: "P",
    ACK: ".",
    URG: "U",
    ECE: "E",
    CWR: "W",
  };
  const flags = tcp.flagNames(bits).map((name) => letters[name]);
  const holds = transportChecksumHolds(view, layout) ? "correct" : "incorrect";
  const sum = `0x${tcp.checksumOf(view, at).toString(16).padStart(4, "0")} (${holds})`;
  const acknowledges = (bits & tcp.flag.ack) !== 0;
  const acknowledgment = acknowledges ? ` ack ${tcp.acknowledgmentOf(view, at)},` : "";
  const said = readTcpOptions(view, at, layout.transportLength);
  const options =
    said.timestamps === undefined
      ? ""
      : ` options [mss ${said.mss},sackOK,TS val ${said.timestamps.value} ecr ${said.timestamps.echo},nop,wscale ${said.windowScale}],`;
  const length = layout.transportLength - tcp.headerLengthOf(view, at);
  return `${from} > ${to}: Flags [${flags.join("")}], cksum ${sum}, seq ${tcp.sequenceOf(view, at)},${acknowledgment} win ${tcp.windowOf(view, at)},${options} length ${length}`;
}

describe(`packets of ${origin}`, () => {
  const layout = new PacketLayout();

  test.each(captured)("$name: located, and its checksums hold", ({ hex }) => {
    const view = bytesOf(hex);
    expect(locate(view, 0, view.byteLength, layout)).toBe(true);
    expect(layout.transportAt + layout.transportLength).toBe(view.byteLength);
    expect(transportChecksumHolds(view, layout)).toBe(true);
  });

  const segments = captured.filter(({ says }) => !says.includes("ICMP"));
  test.each(segments)("$name: we read what tcpdump read", ({ hex, says }) => {
    const view = bytesOf(hex);
    expect(locate(view, 0, view.byteLength, layout)).toBe(true);
    expect(layout.protocol).toBe(protocol.tcp);
    expect(says).toContain(inTcpdumpsWords(view, layout));
    expect(says).toMatch(new RegExp(`(ttl|hlim) ${layout.hopLimit},`));
  });

  test("both handshakes and both refusals are among them", () => {
    expect(segments).toHaveLength(6);
  });
});
