import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  copyDestination,
  copySource,
  destinationPortOf,
  flag,
  flagsOf,
  formatAddress,
  locate,
  PacketLayout,
  protocol,
  sequenceOf,
  sourcePortOf,
} from "../../../src/wire/index.ts";
import { type CapturedPacket, createLab, type Lab, startCapture, whyNoLab } from "../index.ts";
import type { Ledger, LedgerEntry } from "./ledger.ts";
import { scenarioNamed } from "./scenarios.ts";
import { labSeed, startPeer } from "./start-peer.ts";

const missing = whyNoLab();

type Until = number | "settled";

/**
 * Connects to so many ports of each host by the kernel's own TCP, all at once; says what had come
 * of each after so many milliseconds, or as soon as something has come of all.
 */
function connectAll(lab: Lab, hosts: readonly string[], ports: number, until: Until): string[] {
  const script = `
    const { connect } = require("node:net");
    const outcomes = [];
    const finish = () => { console.log(JSON.stringify(outcomes)); process.exit(); };
    const settle = (mine, outcome) => {
      if (outcomes[mine] === "timeout") outcomes[mine] = outcome;
      if (${until === "settled"} && !outcomes.includes("timeout")) finish();
    };
    for (const host of ${JSON.stringify(hosts)}) for (let port = 1; port <= ${ports}; port++) {
      const mine = outcomes.push("timeout") - 1;
      connect({ host, port })
        .on("connect", () => settle(mine, "open"))
        .on("error", ({ code }) => settle(mine, code));
    }
    setTimeout(finish, ${until === "settled" ? 10_000 : until});`;
  return JSON.parse(lab.prober.run(process.execPath, ["-e", script])) as string[];
}

describe.skipIf(missing)(`a peer behind a TUN device (seed ${labSeed}) ${missing ?? ""}`, () => {
  let lab: Lab;
  beforeAll(() => {
    lab = createLab();
  });
  afterAll(() => lab[Symbol.dispose]());

  const play = async (name: string, ports: number, until: Until) => {
    const peer = await startPeer(lab, scenarioNamed(name));
    const capture = await startCapture(lab.prober, { device: "peer0", filter: "tcp or icmp6" });
    const outcomes = connectAll(lab, [peer.address4, peer.address6], ports, until);
    const packets = await capture.stop();
    return { outcomes, packets, ledger: await peer.stop() };
  };

  // The kernel's TCP is a judge of the peer's packets that shares no code with them.
  test.each([
    ["open", ["open", "open"]],
    ["closed", ["ECONNREFUSED", "ECONNREFUSED"]],
    ["silence", ["timeout", "timeout"]],
    ["open, behind extension headers", ["open", "open"]],
    ["syn-ack: ack one too high", ["timeout", "timeout"]],
    ["syn-ack: bit flipped", ["timeout", "timeout"]],
    ["syn-ack: header too short", ["timeout", "timeout"]],
    ["rst: checksum wrong", ["timeout", "timeout"]],
    ["rst: from another address", ["timeout", "timeout"]],
    ["challenge ack", ["timeout", "timeout"]],
    ["a forger is faster than the server", ["open", "open"]],
    ["host unreachable, 8 octets quoted", ["EHOSTUNREACH", "EHOSTUNREACH"]],
    ["port unreachable, all quoted", ["ECONNREFUSED", "ECONNREFUSED"]],
    ["prohibited, 8 octets quoted", ["EHOSTUNREACH", "EACCES"]],
  ])("%s: the kernel finds %j", async (name, expected) => {
    const { outcomes, ledger } = await play(
      name,
      1,
      expected.includes("timeout") ? 200 : "settled",
    );
    expect(outcomes).toEqual(expected);
    expect(ledger).toMatchObject({ scenario: name, seed: labSeed, missed: 0, unsent: 0 });
    // More than one a family where the kernel asks again at once, as it does for a wrong ack.
    expect(new Set(ledger.entries.map((entry) => entry.family))).toEqual(new Set([4, 6]));
  });

  test.each(["a bad day", "the syn-ack is retransmitted", "reordering"])(
    "%s: the wire has seen what the ledger says, when it says it",
    async (name) => {
      const { packets, ledger } = await play(name, 200, 600);
      const wire = readWire(packets);
      const excesses: number[] = [];
      for (const [flow, told] of flowsOf(ledger)) {
        const seen = wire.get(flow) ?? nothing;
        expect(seen.sequences).toEqual(told.map((entry) => entry.sequence));
        expect(seen.replies).toHaveLength(told.flatMap((entry) => entry.sent).length);
        // Where the kernel has asked twice, which reply is to which is not for this test to say.
        const [only, ...others] = told;
        if (others.length > 0) continue;
        for (const [index, { afterNs }] of (only?.sent ?? []).entries()) {
          excesses.push((seen.replies[index] ?? 0) - seen.at - afterNs);
        }
      }
      expect(wire.size).toBe(400);
      // The clocks are two, and the ledger's starts when the peer reads what the wire stamped before.
      expect(Math.min(...excesses)).toBeGreaterThan(-10_000);
      expect(excesses.toSorted((a, b) => a - b)[excesses.length >> 1]).toBeLessThan(50e6);
    },
  );

  test("another seed, another day; the same seed, the same", async () => {
    const first = await lostOf(lab, 1);
    expect(first).toContain(true);
    expect(await lostOf(lab, 1)).toEqual(first);
    expect(await lostOf(lab, 2)).not.toEqual(first);
  });
});

/** Which of 50 SYNs a network of independent loss has eaten. */
async function lostOf(lab: Lab, seed: number): Promise<boolean[]> {
  const peer = await startPeer(lab, scenarioNamed("loss, independent"), { seed });
  connectAll(lab, [peer.address4], 50, 200);
  const { entries } = await peer.stop();
  return entries.slice(0, 50).map((entry) => entry.lost === true);
}

const flowName = (address: string, remotePort: number, localPort: number): string =>
  `${address} ${remotePort} ${localPort}`;

/** What the ledger says of each flow: one SYN, or more where the kernel asked again. */
function flowsOf(ledger: Ledger): Map<string, LedgerEntry[]> {
  const flows = new Map<string, LedgerEntry[]>();
  for (const entry of ledger.entries) {
    const flow = flowName(entry.destination, entry.destinationPort, entry.sourcePort);
    flows.set(flow, [...(flows.get(flow) ?? []), entry]);
  }
  return flows;
}

/** What the wire has seen of a flow: its SYNs, when the first left, when replies came; nanoseconds. */
type SeenFlow = { readonly sequences: number[]; readonly at: number; readonly replies: number[] };
const nothing: SeenFlow = { sequences: [], at: 0, replies: [] };

function readWire(packets: readonly CapturedPacket[]): Map<string, SeenFlow> {
  const layout = new PacketLayout();
  const words = new Uint32Array(4);
  const flows = new Map<string, SeenFlow>();
  const start = packets[0]?.seconds ?? 0;
  for (const { seconds, nanoseconds, ip } of packets) {
    const view = new DataView(ip.buffer, ip.byteOffset, ip.byteLength);
    locate(view, 0, ip.length, layout);
    if (layout.protocol !== protocol.tcp || layout.version === 0) continue;
    const at = (seconds - start) * 1e9 + nanoseconds;
    const segment = layout.transportAt;
    const ports = [sourcePortOf(view, segment), destinationPortOf(view, segment)] as const;
    if (ports[0] < 1024) {
      copySource(view, layout, words, 0);
      flows.get(flowName(formatAddress(layout.version, words), ...ports))?.replies.push(at);
    } else if ((flagsOf(view, segment) & (flag.syn | flag.ack)) === flag.syn) {
      copyDestination(view, layout, words, 0);
      const flow = flowName(formatAddress(layout.version, words), ports[1], ports[0]);
      if (!flows.has(flow)) flows.set(flow, { sequences: [], at, replies: [] });
      flows.get(flow)?.sequences.push(sequenceOf(view, segment));
    }
  }
  return flows;
}
