import { describe, expect, test } from "vitest";
import type { Endpoint } from "../../src/endpoint.ts";
import { elapsedBetween } from "../../src/units.ts";
import { program } from "../cli/halfopen.ts";
import {
  type CapturedPacket,
  createLab,
  halfOpenEntries,
  type Lab,
  type Namespace,
  startCapture,
  startListener,
  whyNoLab,
} from "../lab/index.ts";
import { probe, runAsOrdinaryUser } from "./order.ts";

const missing = whyNoLab({ alsoNeeds: ["setpriv"] });
const families = [4, 6] as const;

/** What the target's kernel and firewall make of each port. */
const ports = {
  open: 443,
  closed: 444,
  dropped: 445,
  firstSynDropped: 446,
  twoSynsDropped: 447,
  synAckDropped: 448,
  prohibited: 449,
  rejected: 450,
} as const;

const firewall = `
  add table inet f
  add chain inet f in { type filter hook input priority 0; }
  add chain inet f out { type filter hook output priority 0; }
  add rule inet f in tcp dport ${ports.dropped} drop
  add rule inet f in tcp dport ${ports.firstSynDropped} tcp flags == syn numgen inc mod 2 0 drop
  add rule inet f in tcp dport ${ports.twoSynsDropped} tcp flags == syn numgen inc mod 3 < 2 drop
  add rule inet f out tcp sport ${ports.synAckDropped} tcp flags & (syn | ack) == syn | ack numgen inc mod 2 0 drop
  add rule inet f in tcp dport ${ports.prohibited} reject with icmpx type admin-prohibited
  add rule inet f in tcp dport ${ports.rejected} reject
`;

const endpointOf = ({ target }: Lab, family: 4 | 6, port: number): Endpoint => ({
  address: family === 4 ? target.address4 : target.address6,
  family,
  port,
});

async function startTarget(lab: Lab): Promise<void> {
  const { closed: _, ...listening } = ports;
  await startListener(lab.target, { port: Object.values(listening) });
  lab.target.run("nft", ["-f", "-"], { input: firewall });
}

const socketsOf = (namespace: Namespace) => namespace.run("ss", ["-tanH"]).trim();
const tcpOf = ({ ip }: CapturedPacket) =>
  new DataView(ip.buffer, ip.byteOffset + (ip[0]! >> 4 === 4 ? 20 : 40));
const portsOf = (packet: CapturedPacket) => [0, 2].map((at) => tcpOf(packet).getUint16(at));
const flagsOf = (packet: CapturedPacket) => tcpOf(packet).getUint8(13) & 0x17;
const syn = 0x02;
const synAck = 0x12;
const rstAck = 0x14;

/** The window is told while the SYN-ACK is all that has come; a busy machine may look later than that. */
function withoutWindow<R extends object>(result: R): R {
  if (!("reply" in result)) return result;
  const { window = 0, ...reply } = result.reply as { window?: unknown };
  expect(window).toEqual(expect.any(Number));
  return { ...result, reply };
}

describe.skipIf(missing)(
  `connect, without privilege${missing === undefined ? "" : ` (${missing})`}`,
  () => {
    test.each(families)("names what the kernel learnt, over IPv%i", async (family) => {
      using lab = createLab();
      await startTarget(lab);
      const endpoints = Object.values(ports).map((port) => endpointOf(lab, family, port));
      const { results } = await probe(lab.prober, {
        method: "connect",
        endpoints,
        timeoutMs: 3000,
      });
      const source = expect.objectContaining({
        address: family === 4 ? lab.prober.address4 : lab.prober.address6,
        interface: lab.prober.device,
      });
      const facts = { index: 1, method: "connect", source, sentAt: expect.anything() };
      const answered = { ...facts, rtt: expect.any(Number) };
      const reply = { options: { windowScale: expect.any(Number), sackPermitted: true } };
      const sender = endpoints[0]!.address;
      const byPort = new Map(
        results.map(({ endpoint, ...rest }) => [endpoint.port, withoutWindow(rest)]),
      );
      expect(Object.fromEntries(byPort)).toEqual({
        [ports.open]: { ...answered, clock: "kernel", outcome: "open", reply },
        [ports.closed]: { ...answered, clock: "user", outcome: "closed", reply: {} },
        [ports.dropped]: { ...facts, clock: "user", outcome: "timeout", waited: 3e9 },
        [ports.firstSynDropped]: { ...facts, clock: "kernel", outcome: "open", synsLost: 1, reply },
        [ports.twoSynsDropped]: { ...facts, clock: "kernel", outcome: "open", synsLost: 2, reply },
        [ports.synAckDropped]: { ...facts, clock: "kernel", outcome: "open", synsLost: 1, reply },
        [ports.prohibited]: {
          ...answered,
          clock: "user",
          outcome: "unreachable",
          icmp: {
            type: family === 4 ? 3 : 1,
            code: family === 4 ? 13 : 1,
            name: "communication-administratively-prohibited",
            kind: "prohibited",
            sender,
          },
        },
        [ports.rejected]: {
          ...answered,
          clock: "user",
          outcome: "unreachable",
          icmp: expect.objectContaining({ name: "port-unreachable", sender }),
        },
      });
    });

    test.each(families)(
      "an answer to a SYN sent again, after the deadline, is none, over IPv%i",
      async (family) => {
        using lab = createLab();
        await startTarget(lab);
        const endpoints = [endpointOf(lab, family, ports.firstSynDropped)];
        const order = { method: "connect", endpoints, timeoutMs: 500 } as const;
        const { results } = await probe(lab.prober, order);
        expect(results).toMatchObject([{ outcome: "timeout", waited: 5e8 }]);
      },
    );

    test.each(families)("measures what a capture shows, half open, over IPv%i", async (family) => {
      using lab = createLab();
      await startTarget(lab);
      const capture = await startCapture(lab.prober, { filter: `tcp port ${ports.open}` });
      const { results } = await probe(lab.prober, {
        method: "connect",
        endpoints: [endpointOf(lab, family, ports.open)],
        timeoutMs: 1000,
        count: 20,
      });
      const packets = await capture.stop();
      expect(results).toHaveLength(20);
      for (const result of results) {
        const { port } = result.source!;
        const exchange = packets.filter((packet) => portsOf(packet).includes(port));
        expect(exchange.map(flagsOf)).toEqual([syn, synAck, rstAck]);
        const wire = elapsedBetween(exchange[0]!, exchange[1]!);
        if (result.outcome !== "open") throw new Error(`expected open, not ${result.outcome}`);
        // Both of the kernel's own stamps are cut to microseconds, and lie outside the wire's.
        expect(result.rtt).toBeGreaterThan(wire - 1000);
        expect(result.rtt! - wire).toBeLessThan(500_000);
      }
    });

    test("leaves nothing behind, at either end, not even with a server that never accepts", async () => {
      using lab = createLab();
      await startListener(lab.target, { port: 443, stall: true });
      const endpoints = families.map((family) => endpointOf(lab, family, 443));
      const order = { method: "connect", endpoints, timeoutMs: 1000, count: 10 } as const;
      const { results } = await probe(lab.prober, order);
      expect(results.map(({ outcome }) => outcome)).toEqual(Array(20).fill("open"));
      expect(socketsOf(lab.prober)).toBe("");
      expect(halfOpenEntries(lab.target)).toEqual([]);
      expect(socketsOf(lab.target)).toMatch(/^LISTEN +0 +1 +\S+:443 +\S+$/);
    });

    test("takes the kernel's word, not the clock's, when the program was held up past the deadline", async () => {
      using lab = createLab();
      await startTarget(lab);
      const { results } = await probe(lab.prober, {
        method: "connect",
        endpoints: [endpointOf(lab, 4, ports.open)],
        timeoutMs: 300,
        stallMs: 500,
      });
      expect(results).toMatchObject([{ outcome: "open", clock: "kernel" }]);
      expect(results[0]).toHaveProperty("rtt", expect.any(Number));
      expect((results[0] as { rtt: number }).rtt).toBeLessThan(300e6);
      expect(socketsOf(lab.prober)).toBe("");
    });

    test("leaves from the address, port and interface that it is told", async () => {
      using lab = createLab();
      await startTarget(lab);
      lab.prober.run("ip", ["addr", "add", "10.203.0.9/24", "dev", lab.prober.device]);
      const options = { source: "10.203.0.9", sourcePort: 50_123, interface: lab.prober.device };
      const { results } = await probe(lab.prober, {
        method: "connect",
        endpoints: [endpointOf(lab, 4, ports.open)],
        timeoutMs: 1000,
        count: 5,
        options: { ...options, ttl: 7 },
      });
      const source = { address: "10.203.0.9", port: 50_123, interface: lab.prober.device };
      expect(results).toHaveLength(5);
      for (const result of results) expect(result).toMatchObject({ outcome: "open", source });
    });
  },
);

describe.skipIf(missing)("by node:net, as where there is no Linux", () => {
  test("open, closed and silence, by our own clock", async () => {
    using lab = createLab();
    await startTarget(lab);
    const endpoints = [ports.open, ports.closed, ports.dropped].map((port) =>
      endpointOf(lab, 4, port),
    );
    const { results } = await probe(lab.prober, { method: "node", endpoints, timeoutMs: 500 });
    const outcomes = results.map(({ endpoint, outcome, clock }) => [endpoint.port, outcome, clock]);
    expect(outcomes).toEqual([
      [ports.open, "open", "user"],
      [ports.closed, "closed", "user"],
      [ports.dropped, "timeout", "user"],
    ]);
    expect(socketsOf(lab.prober)).toBe("");
  });

  test("a delay of a second may be of a lost SYN: it is not told", async () => {
    using lab = createLab();
    await startTarget(lab);
    const endpoints = [endpointOf(lab, 4, ports.firstSynDropped)];
    const { results } = await probe(lab.prober, { method: "node", endpoints, timeoutMs: 3000 });
    expect(results).toMatchObject([{ outcome: "open" }]);
    expect(results[0]).not.toHaveProperty("rtt");
  });
});

describe.skipIf(missing)("the choice of a method by an ordinary user", () => {
  test("auto takes connect, and says so once", async () => {
    using lab = createLab();
    await startTarget(lab);
    const endpoints = [endpointOf(lab, 4, ports.open)];
    const { results, err } = await probe(lab.prober, {
      method: "auto",
      endpoints,
      timeoutMs: 1000,
    });
    expect(results).toMatchObject([{ outcome: "open", method: "connect", clock: "kernel" }]);
    expect(err.trim()).toMatch(/^probing with the connect method, because .* CAP_NET_RAW$/);
  });

  test("syn refuses, with its remedy", async () => {
    using lab = createLab();
    const endpoints = [endpointOf(lab, 4, ports.open)];
    const { out } = await probe(lab.prober, { method: "syn", endpoints, timeoutMs: 1000 });
    expect(JSON.parse(out)).toEqual({
      refused: {
        code: "RAW_SOCKET_DENIED",
        message: expect.stringContaining("CAP_NET_RAW"),
        remedy: expect.stringContaining("sudo"),
      },
    });
  });

  test("so does the command line: exit 0 with one sentence, exit 2 with the remedy", async () => {
    using lab = createLab();
    await startTarget(lab);
    const target = `${lab.target.address4}:${ports.open}`;
    const auto = await runAsOrdinaryUser(lab.prober, program, [
      "ping",
      "-c",
      "2",
      "-i",
      "10ms",
      target,
    ]);
    expect(auto).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^halfopen: probing with the connect method.*\n$/),
    });
    expect(auto.out).toMatch(/^syn-ack from \S+: index=1 win=\d+ rtt=/);
    const refused = await runAsOrdinaryUser(lab.prober, program, [
      "ping",
      "-c",
      "1",
      "--method",
      "syn",
      target,
    ]);
    expect(refused).toMatchObject({ code: 2, out: "" });
    expect(refused.err).toMatch(/CAP_NET_RAW[\s\S]*sudo/);
  });
});
