import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLab, type Lab, startCapture, startListener, whyNoLab } from "../lab/index.ts";
import { flags, type Segment, segmentsOf } from "../ping/segments.ts";
import { answeredOf, halfopen, readJson } from "./halfopen.ts";

const missing = whyNoLab();

describe.skipIf(missing)(`options that show on the wire ${missing ?? ""}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = createLab();
    await startListener(lab.target, { port: [443, 8443] });
  });
  afterAll(() => lab[Symbol.dispose]());

  /** The SYNs of a run, as the target's end of the wire has them. */
  async function synsOf(words: string): Promise<Segment[]> {
    const capture = await startCapture(lab.target, { filter: "tcp" });
    const { code, stderr } = await halfopen(words, { within: lab.prober });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return segmentsOf(await capture.stop()).filter((segment) => segment.flags === flags.syn);
  }

  const usual = { ttl: 64, tos: 0, doNotFragment: true, headerLength: 40, payloadLength: 0 };
  test.each([
    { options: "", shows: {} },
    { options: "-t 7", shows: { ttl: 7 } },
    { options: "--ttl 255", shows: { ttl: 255 } },
    { options: "-Q 46", shows: { tos: 46 << 2 } },
    { options: "--dscp 8 -t 9", shows: { tos: 8 << 2, ttl: 9 } },
    { options: "--bare", shows: { headerLength: 20 } },
    { options: "--source-port 40123", shows: { sourcePort: 40_123 } },
    { options: "--port 8443", shows: { destinationPort: 8443 } },
  ])("ping $options", async ({ options, shows }) => {
    const { address4, address6 } = lab.target;
    const syns = await synsOf(`ping -c 1 ${options} ${address4} ${address6}`);
    const same = { ...usual, destinationPort: 443, ...shows };
    expect(syns).toEqual([
      expect.objectContaining({ ...same, destination: address4 }),
      expect.objectContaining({ ...same, destination: address6 }),
    ]);
  });

  test("ping --ecn offers ECN, and tells of a peer that takes it", async () => {
    const { address4, address6 } = lab.target;
    const capture = await startCapture(lab.target, { filter: "tcp" });
    const words = `ping -c 1 --ecn --json ${address4} ${address6}`;
    const { stdout } = await halfopen(words, { within: lab.prober });
    const offers = segmentsOf(await capture.stop()).filter(
      (segment) => segment.flags === (flags.syn | flags.ece | flags.cwr),
    );
    expect(offers).toHaveLength(2);
    expect(answeredOf(stdout).map(({ reply }) => reply.flags)).toEqual([
      ["SYN", "ACK", "ECE"],
      ["SYN", "ACK", "ECE"],
    ]);
  });

  test.each([
    ["ping -c 1 10.203.0.2", "10.203.0.2", 443],
    ["ping -c 1 10.203.0.2:8443", "10.203.0.2", 8443],
    ["ping -c 1 tcp://10.203.0.2:8443", "10.203.0.2", 8443],
    ["ping -c 1 [fd00:203::2]:8443", "fd00:203::2", 8443],
    ["--host 10.203.0.2 --port 8443", "10.203.0.2", 8443],
    ["--host=fd00:203::2", "fd00:203::2", 443],
  ])("%s goes to %s, port %i", async (words, destination, destinationPort) => {
    const syns = await synsOf(words);
    expect(syns).toEqual([expect.objectContaining({ destination, destinationPort })]);
  });

  test.each([
    ["", "syn"],
    ["--method auto", "syn"],
    ["--method syn", "syn"],
    ["--method connect", "connect"],
  ])("%s probes with %s", async (option, method) => {
    const words = `ping -c 2 -i 10ms --json ${option} ${lab.target.address4}`;
    const { code, stdout, stderr } = await halfopen(words, { within: lab.prober });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readJson(stdout).probes.map((probe) => probe.method)).toEqual([method, method]);
  });

  test("consecutive probes take different source ports and unpredictable sequence numbers", async () => {
    const syns = await synsOf(`ping -c 20 -i 5ms -q ${lab.target.address4}`);
    expect(new Set(syns.map((syn) => syn.sourcePort)).size).toBe(20);
    const high = new Set(syns.map((syn) => syn.sequence >>> 24));
    expect(high.size).toBeGreaterThan(10);
  });

  test("with --source-port every probe leaves from that port", async () => {
    const syns = await synsOf(`ping -c 5 -i 5ms -q --source-port 40124 ${lab.target.address4}`);
    expect(syns.map((syn) => syn.sourcePort)).toEqual(Array.from({ length: 5 }, () => 40_124));
  });

  test("with --flows the probes keep to so many ports, in turn, and each has its summary", async () => {
    const capture = await startCapture(lab.target, { filter: "tcp" });
    const words = `ping -c 9 -i 5ms --flows 3 --json ${lab.target.address4}`;
    const { code, stdout } = await halfopen(words, { within: lab.prober });
    const syns = segmentsOf(await capture.stop()).filter((one) => one.flags === flags.syn);
    const ports = syns.map((syn) => syn.sourcePort);
    const turn = ports.slice(0, 3);
    expect(code).toBe(0);
    expect(new Set(turn).size).toBe(3);
    expect(ports).toEqual([...turn, ...turn, ...turn]);
    const [summary] = readJson(stdout).summaries;
    expect(summary).toMatchObject({
      flows: turn.map((port, index) => ({ flow: index + 1, port, sent: 3, open: 3 })),
    });
  });

  test("-i: each probe is due at its own time, so lateness never adds up", async () => {
    const syns = await synsOf(`ping -c 41 -i 10ms -q ${lab.target.address4}`);
    const [first] = syns;
    const behind = syns.map((syn, index) => {
      const seconds = syn.seconds - first!.seconds;
      return seconds * 1e3 + (syn.nanoseconds - first!.nanoseconds) / 1e6 - index * 10;
    });
    // Any probe may leave late, but of twenty the most punctual shows where the schedule stands.
    const drift = Math.min(...behind.slice(-20)) - Math.min(...behind.slice(0, 20));
    expect(syns).toHaveLength(41);
    expect(Math.abs(drift)).toBeLessThan(5);
  });

  test("--rate stretches the interval, and says so", async () => {
    const words = `ping -c 3 -i 1ms --rate 20 --json ${lab.target.address4}`;
    const { code, stdout, stderr } = await halfopen(words, { within: lab.prober });
    expect(stderr).toBe("halfopen: the interval is stretched to 50.000 ms, as --rate asks\n");
    expect(code).toBe(0);
    expect(readJson(stdout).summaries[0]?.elapsedMs).toBeGreaterThanOrEqual(100);
  });

  test("--max-rate-per-address is for addresses of the whole world, and says so", async () => {
    lab.anyIp("8.8.8.8/32");
    const words = "ping -c 3 -i 1ms --max-rate-per-address 20 --json 8.8.8.8";
    const { stdout, stderr } = await halfopen(words, { within: lab.prober });
    expect(stderr).toBe(
      "halfopen: the interval is stretched to 50.000 ms, as --max-rate-per-address asks\n",
    );
    expect(readJson(stdout).summaries[0]?.elapsedMs).toBeGreaterThanOrEqual(100);
  });

  test("--linger listens on after the last probe is answered", async () => {
    const words = `ping -c 1 --linger 150ms --json ${lab.target.address4}`;
    const { stdout } = await halfopen(words, { within: lab.prober });
    expect(readJson(stdout).summaries[0]?.elapsedMs).toBeGreaterThanOrEqual(150);
  });
});
