import { describe, expect, test } from "vitest";
import { answeredOf, halfopen } from "../cli/halfopen.ts";
import { createLab, startCapture, startListener, whyNoLab } from "../lab/index.ts";
import { scenarioNamed, startPeer } from "../lab/peer/index.ts";
import { flags, type Segment, segmentsOf } from "./segments.ts";

const missing = whyNoLab({ alsoNeeds: ["ethtool"] });

const nanosecondsBetween = (first: Segment, second: Segment): number =>
  (second.seconds - first.seconds) * 1e9 + (second.nanoseconds - first.nanoseconds);

const instantOf = ({ seconds, nanoseconds }: Segment): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(nanoseconds).padStart(9, "0")}Z`;

describe.skipIf(missing)(`beside a capture ${missing ?? ""}`, () => {
  const ways = [
    { name: "IPv4", family: 4, port: 443, ethtoolTxOff: false },
    { name: "IPv6", family: 6, port: 443, ethtoolTxOff: false },
    { name: "IPv4, checksums finished", family: 4, port: 443, ethtoolTxOff: true },
    { name: "IPv6, checksums finished", family: 6, port: 443, ethtoolTxOff: true },
    { name: "IPv4, closed", family: 4, port: 444, ethtoolTxOff: false },
    { name: "IPv6, closed", family: 6, port: 444, ethtoolTxOff: false },
  ] as const;

  test.concurrent.each(ways)("every number is that of the wire: $name", async (way) => {
    using lab = createLab(way);
    await startListener(lab.target, { port: 443 });
    const [from, to] =
      way.family === 4
        ? [lab.prober.address4, lab.target.address4]
        : [lab.prober.address6, lab.target.address6];
    const target = way.family === 4 ? `${to}:${way.port}` : `[${to}]:${way.port}`;
    const capture = await startCapture(lab.prober, { filter: `tcp port ${way.port}` });

    const ended = await halfopen(`ping -c 5 -i 20ms --json ${target}`, { within: lab.prober });

    const segments = segmentsOf(await capture.stop());
    const probes = answeredOf(ended.stdout);
    const off: number[] = [];
    const syns = segments.filter((segment) => segment.flags === flags.syn);
    expect(probes).toHaveLength(5);
    expect(syns.map((syn) => syn.sequence)).toEqual(probes.map((probe) => probe.sequence));
    expect(new Set(syns.map((syn) => syn.sequence)).size).toBe(5);
    for (const [index, probe] of probes.entries()) {
      const syn = syns[index]!;
      const answer = segments.find((one) => one.acknowledgment === (syn.sequence + 1) >>> 0)!;
      expect(probe).toMatchObject({
        outcome: way.port === 443 ? "open" : "closed",
        address: syn.destination,
        port: syn.destinationPort,
        sentAt: instantOf(syn),
        source: { address: syn.source, port: syn.sourcePort },
        sequence: syn.sequence,
        clock: "kernel",
        reply: {
          sequence: answer.sequence,
          acknowledgment: answer.acknowledgment,
          ttl: answer.ttl,
        },
      });
      expect(syn).toMatchObject({ source: from, destination: to, payloadLength: 0 });
      expect(answer).toMatchObject({
        source: syn.destination,
        sourcePort: syn.destinationPort,
        destination: syn.source,
        destinationPort: syn.sourcePort,
      });
      const wire = nanosecondsBetween(syn, answer);
      expect(wire).toBeGreaterThan(0);
      off.push(Math.abs(Math.round(probe.rttMs * 1e6) - wire));
    }
    // Over veth a SYN-ACK still bears the send time of the other namespace's TCP, and then every tap
    // takes its own time for it. So on a busy machine single ones differ by whatever came between.
    expect(off.toSorted((a, b) => a - b)[way.port === 443 ? 2 : 4]).toBeLessThanOrEqual(1000);
    // The kernel resets what a SYN-ACK opened, and we send nothing else.
    const ours = segments.filter((segment) => segment.source === from);
    const resets = ours.filter((segment) => segment.flags === flags.rst);
    expect(resets).toHaveLength(way.port === 443 ? 5 : 0);
    expect(ours).toHaveLength(5 + resets.length);
  });

  test.each([4, 6] as const)(
    "where the kernel stamps a reply once, every delay is the capture's, IPv%i",
    async (family) => {
      using lab = createLab();
      const peer = await startPeer(lab, scenarioNamed("delay, spread"));
      const target = family === 4 ? `${peer.address4}:443` : `[${peer.address6}]:443`;
      const capture = await startCapture(lab.prober, { filter: "tcp port 443", device: "peer0" });

      const ended = await halfopen(`ping -c 20 -i 10ms --json ${target}`, { within: lab.prober });

      const segments = segmentsOf(await capture.stop());
      await peer.stop();
      const off = answeredOf(ended.stdout).map((probe) => {
        const syn = segments.find((one) => one.sequence === probe.sequence)!;
        const answer = segments.find((one) => one.acknowledgment === (probe.sequence! + 1) >>> 0)!;
        return Math.round(probe.rttMs * 1e6) - nanosecondsBetween(syn, answer);
      });
      expect(off).toEqual(Array.from({ length: 20 }, () => 0));
    },
  );
});
