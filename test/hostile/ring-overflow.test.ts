import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Running, startHalfopen } from "../cli/halfopen.ts";
import { whyNoLab } from "../lab/index.ts";
import { labSeed, type Scenario, scenarioNamed, startPeer } from "../lab/peer/index.ts";
import { summarySchema } from "../schema/json.ts";
import { readSweep } from "../sweep/sweep.ts";
import { type Bench, openBench, peerEndpoints } from "./bench.ts";

const missing = whyNoLab();

/**
 * A frame every other millisecond, for seconds: the kernel then hands over one block of the ring for
 * each, and has none left after two seconds.
 */
const stream: Scenario = {
  name: "answers come during five seconds, and copies of each during another",
  replies: [
    { send: "syn-ack", afterMs: { from: 300, to: 5000 } },
    ...Array.from({ length: 500 }, () => ({ send: "copy", afterMs: 2 }) as const),
  ],
};
const warning =
  /^the kernel dropped (\d+) frames unseen: some timeouts may be answers that we missed$/m;
const probes = 20;
const frames = probes * stream.replies.length;

const until = async (count: () => number, enough: number): Promise<void> => {
  for (let look = 0; count() < enough; look++) {
    if (look > 1000) throw new Error(`${count()} instead of ${enough}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe.skipIf(missing)(`a ring that overflows (LAB_SEED=${labSeed}) ${missing ?? ""}`, () => {
  let bench: Bench;
  beforeAll(() => {
    bench = openBench();
  });
  afterAll(() => bench[Symbol.dispose]());

  test("what was seen is counted right, what was dropped is told", async () => {
    // While the event loop is left alone thousands of probes come due, and leave at once.
    const { account, ledger, expected } = await bench.play(scenarioNamed("open"), {
      endpoints: peerEndpoints(20),
      count: 200,
      intervalMs: 5,
      timeoutMs: 2000,
      lingerMs: 100,
      stallMs: 400,
      options: { ring: { blockSize: 4096, blocks: 4 } },
    });
    const { counters, check } = account;
    expect(ledger.missed).toBe(0);
    expect(expected).toMatchObject({ sent: 8000, open: 8000 });
    const unseen = expected.open - counters.open;
    expect(unseen).toBeGreaterThan(1000);
    expect(counters).toEqual({ ...expected, open: 8000 - unseen, timeout: unseen });
    expect(counters.open).toBeGreaterThan(0);
    // Each of these is a frame that the ring had no room for.
    expect(check.ringDrops).toBeGreaterThanOrEqual(unseen + check.unseenSends);
  });

  const run = (command: string, ...words: string[]) => bench.lab.prober.run(command, words);
  const synsSent = () =>
    Number(/packets (\d+)/.exec(run("nft", "list", "table", "inet", "f"))?.[1]);
  const framesReceived = () => Number(run("cat", "/sys/class/net/peer0/statistics/rx_packets"));

  test("the summary does not call loss what it may have missed", async () => {
    run(
      "nft",
      "add table inet f; add chain inet f o { type filter hook output priority 0; };" +
        "add rule inet f o tcp flags syn counter",
    );
    const peer = await startPeer(bench.lab, stream);
    const ping = ["ping", "-q", "-c", `${probes}`, "-i", "10ms", "-W", "4s", peer.address4];
    const sweep = ["sweep", "-p", "80", "-W", "4s", "10.204.1.0/28", "10.204.2.0/30"];
    const runs = [[...ping, "--json"], ping, [...sweep, "--json"]].map(
      (words): Running => startHalfopen(words, { within: bench.lab.prober }),
    );
    await until(synsSent, runs.length * probes);
    for (const { child } of runs) child.kill("SIGSTOP");
    await until(framesReceived, runs.length * frames);
    for (const { child } of runs) child.kill("SIGCONT");
    const [json, text, swept] = await Promise.all(runs.map(({ ended }) => ended));
    const ledger = await peer.stop();

    expect(ledger.entries).toHaveLength(runs.length * probes);
    expect(json!.code).toBe(0);
    const summary = summarySchema.parse(JSON.parse(json!.stdout));
    const { sent, open, timeout, late, duplicate, retransmitted, warnings = [] } = summary;
    expect({ sent, told: open + timeout }).toEqual({ sent: probes, told: probes });
    expect(Math.min(open, timeout)).toBeGreaterThan(0);
    // All that came is either counted or said to be dropped; among the dropped may also be the RST
    // with which this host answered each of them.
    const drops = Number(warning.exec(warnings.join("\n"))?.[1]);
    const told = open + late + duplicate + retransmitted;
    expect(told + drops).toBeGreaterThanOrEqual(frames);
    expect(told + drops).toBeLessThanOrEqual(frames * 2);

    expect(text!.code).toBe(0);
    expect(text!.stdout).toMatch(
      /\d+ timeout[^]*the kernel dropped \d+ frames unseen: some timeouts/,
    );

    // A sweep is asked for every answer that there is: drops that may have hidden one fail it.
    expect(swept!.code).toBe(2);
    const { summary: sums, probes: found } = readSweep(swept!.stdout);
    expect(found).toHaveLength(probes);
    expect(sums).toMatchObject({ sent: probes, told: probes, open: probes - sums.timeout });
    expect(Math.min(sums.open, sums.timeout)).toBeGreaterThan(0);
    expect(sums.ringDrops).toBeGreaterThan(0);
    expect(sums.warnings).toContain(
      `the kernel dropped ${sums.ringDrops} frames unseen: some of ${sums.timeout} timeouts may be ` +
        "answers that we missed; use a lower --rate",
    );
  });
});
