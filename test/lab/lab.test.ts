import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { startCapture } from "./capture.ts";
import { halfOpenEntries } from "./half-open.ts";
import { firstLine, startListener } from "./listener.ts";
import { createLab, type Lab, type Namespace } from "./namespaces.ts";
import { whyNoLab } from "./requirements.ts";

const missing = whyNoLab({ alsoNeeds: ["ethtool"] });

/** Connects from within the namespace by the kernel's own TCP; says what came of it within half a second. */
function connect(from: Namespace, host: string, port: number): string {
  const script = `
    const socket = require("node:net").connect({ host: "${host}", port: ${port} });
    const tell = (word) => { console.log(word); process.exit(); };
    socket.on("connect", () => tell("open")).on("error", (error) => tell(error.code));
    setTimeout(tell, 500, "timeout");`;
  return from.run(process.execPath, ["-e", script]).trim();
}

const addresses = (lab: Lab) => [lab.target.address4, lab.target.address6];
const namespacesOfThisProcess = () =>
  execFileSync("ip", ["netns", "list"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.startsWith(`hot-${process.pid.toString(36)}-`));

describe.skipIf(missing)(`a lab of two namespaces ${missing ?? ""}`, () => {
  test("reaches a listener over both families, at once", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: [443, 8443] });
    for (const address of addresses(lab)) {
      expect(connect(lab.prober, address, 443)).toBe("open");
      expect(connect(lab.prober, address, 8443)).toBe("open");
      expect(connect(lab.prober, address, 444)).toBe("ECONNREFUSED");
    }
  });

  test("has live addresses by the thousand where a prefix is made so", async () => {
    using lab = createLab();
    lab.anyIp("10.100.0.0/16");
    lab.anyIp("fd00:100::/64");
    await startListener(lab.target, { port: 443 });
    for (const address of ["10.100.0.1", "10.100.255.254", "fd00:100::1", "fd00:100::ffff:1"]) {
      expect(connect(lab.prober, address, 443)).toBe("open");
    }
  });

  test("a firewall in the target makes it silent, and leaves the prober's own alone", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    lab.target.run("nft", [
      "add table inet f; add chain inet f i { type filter hook input priority 0; };" +
        "add rule inet f i tcp dport 443 drop",
    ]);
    for (const address of addresses(lab)) {
      expect(connect(lab.prober, address, 443)).toBe("timeout");
    }
    expect(lab.prober.run("nft", ["list", "tables"])).toBe("");
  });

  test("a listener that stalls is silent as soon as its queue is full", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443, stall: true });
    const outcomes = [1, 2, 3, 4].map(() => connect(lab.prober, lab.target.address4, 443));
    expect(outcomes).toEqual(["open", "open", "timeout", "timeout"]);
  });

  test("a listener that is stopped refuses", async () => {
    using lab = createLab();
    const listener = await startListener(lab.target, { port: 443 });
    expect(connect(lab.prober, lab.target.address4, 443)).toBe("open");
    await listener.stop();
    expect(connect(lab.prober, lab.target.address4, 443)).toBe("ECONNREFUSED");
  });

  test("a capture holds every packet of an exchange, with the checksum as the wire would have it", async () => {
    using lab = createLab({ ethtoolTxOff: true });
    await startListener(lab.target, { port: 443 });
    for (const [address, protocolAt, headerLength] of [
      [lab.target.address4, 9, 20],
      [lab.target.address6, 6, 40],
    ] as const) {
      const capture = await startCapture(lab.target, { filter: "tcp port 443" });
      expect(connect(lab.prober, address, 443)).toBe("open");
      const [syn, synAck] = await capture.stop();
      for (const [packet, flags] of [
        [syn, 0x02],
        [synAck, 0x12],
      ] as const) {
        const bytes = packet?.ip ?? new Uint8Array();
        expect(bytes[protocolAt]).toBe(6);
        expect((bytes[headerLength + 13] ?? 0) & 0x3f).toBe(flags);
        expect(transportSum(bytes, headerLength)).toBe(0xffff);
      }
    }
  });

  test("half-open entries are seen while a handshake waits for its last segment", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    lab.prober.run("nft", [
      "add table inet f; add chain inet f i { type filter hook input priority 0; };" +
        "add rule inet f i tcp sport 443 drop",
    ]);
    expect(halfOpenEntries(lab.target)).toEqual([]);
    for (const address of addresses(lab)) {
      connect(lab.prober, address, 443);
      const locals = halfOpenEntries(lab.target).map((entry) => entry.local);
      expect(locals).toContainEqual({ address, port: 443 });
    }
  });

  test("is gone with its processes when the block ends, also by an exception", async () => {
    let pid = 0;
    const useAndThrow = async () => {
      using lab = createLab();
      const child = lab.target.spawn("sh", ["-c", "echo started; exec sleep 600"]);
      await firstLine(child);
      pid = child.pid ?? 0;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      expect(namespacesOfThisProcess()).toHaveLength(2);
      return { ended, [Symbol.dispose]: () => lab[Symbol.dispose]() };
    };
    const { ended } = await useAndThrow();
    await ended;
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(() => {
      using lab = createLab();
      lab.target.run("false");
    }).toThrow("Command failed");
    expect(namespacesOfThisProcess()).toEqual([]);
  });
});

/** The sum over pseudo-header and segment (RFC 9293 §3.1): 0xffff when the checksum is right. */
function transportSum(ip: Uint8Array, headerLength: number): number {
  const isIpv4 = headerLength === 20;
  const segment = ip.subarray(headerLength);
  const octets = [
    ...ip.subarray(isIpv4 ? 12 : 8, headerLength),
    0,
    6,
    segment.length >> 8,
    segment.length & 0xff,
    ...segment,
  ];
  let sum = 0;
  octets.forEach((octet, index) => (sum += index % 2 === 0 ? octet << 8 : octet));
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}
