import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLab, type Lab, startListener, whyNoLab } from "../lab/index.ts";
import { halfopen, program, readJson, startCommand } from "./halfopen.ts";

const missing = whyNoLab({ alsoNeeds: ["script"] });

const delay = String.raw`\d+(\.\d{3})? (ns|µs|ms)`;
const delays = (count: number) =>
  String.raw`\d+(\.\d{3})?(/\d+(\.\d{3})?){${count - 1}} (ns|µs|ms)`;
const stamp = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z`;

/** Every line, in order, matches its pattern, and there are no others. */
function expectLines(text: string, patterns: readonly string[]): void {
  const lines = text.trimEnd().split("\n");
  for (const [index, pattern] of patterns.entries()) {
    expect(lines[index] ?? "(no line)").toMatch(new RegExp(`^${pattern}$`));
  }
  expect(lines).toHaveLength(patterns.length);
}

const open = (index: number) =>
  String.raw`syn-ack from 10\.203\.0\.2:443: index=${index} ttl=64 win=\d+ mss=1460 rtt=${delay}`;
const closed = (index: number) =>
  String.raw`rst from 10\.203\.0\.2:444: index=${index} ttl=64 win=0 rtt=${delay} \(closed\)`;
const timeout = (index: number) =>
  String.raw`timeout for 10\.203\.0\.2:445: index=${index} waited=50 ms`;

const synBlock = [
  String.raw` {2}source address 10\.203\.0\.1 \(probe0\), port \d+`,
  String.raw` {2}destination address 10\.203\.0\.2, port 443`,
  String.raw` {2}sequence number \d+`,
  ` {2}SYN sent at ${stamp}`,
];
const replyBlock = (index: number) => [
  String.raw` {2}SYN-ACK received from address 10\.203\.0\.2, port 443 to address 10\.203\.0\.1, port \d+`,
  String.raw` {2}acknowledgment number \d+, sequence number \d+`,
  String.raw` {2}window \d+, mss 1460, window scale \d+, sack permitted, timestamps \d+ \d+`,
  " {2}flags SYN ACK",
  " {2}ttl 64, 0 hops away",
  open(index),
];

describe.skipIf(missing)(`what halfopen ping prints ${missing ?? ""}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = createLab();
    lab.target.run("nft", [
      "add table inet f; add chain inet f i { type filter hook input priority 0; };" +
        "add rule inet f i tcp dport 445 drop",
    ]);
    await startListener(lab.target, { port: 443 });
  });
  afterAll(() => lab[Symbol.dispose]());

  /** A busy machine makes a probe leave late; that is told, and no part of these tests. */
  const run = async (words: string, env: NodeJS.ProcessEnv = {}) => {
    const ended = await halfopen(words, { within: lab.prober, env });
    return { ...ended, stdout: ended.stdout.replaceAll(/^warning: .* left late, .*\n/gm, "") };
  };

  test.concurrent("a line for each probe, a summary, then the percentiles", async () => {
    const { code, stdout, stderr } = await run("ping -c 3 -i 20ms 10.203.0.2");
    expectLines(stdout, [
      ...[1, 2, 3].map(open),
      "",
      String.raw`--- 10\.203\.0\.2:443 ---`,
      String.raw`3 probes sent, 3 open, 0% loss, time \d+ ms`,
      `rtt min/avg/max/stddev = ${delays(4)}`,
      `rtt p50/p90/p99 = ${delays(3)}`,
      `delay variation = ${delay}`,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test.concurrent("one probe defines no deviation, and no probe defines no delay", async () => {
    const one = await run("ping -c 1 -q 10.203.0.2");
    expectLines(one.stdout, [
      String.raw`--- 10\.203\.0\.2:443 ---`,
      String.raw`1 probe sent, 1 open, 0% loss, time \d+ ms`,
      `rtt min/avg/max = ${delays(3)}`,
      `rtt p50/p90/p99 = ${delays(3)}`,
    ]);
    const none = await run("ping -c 2 -i 10ms -W 50ms 10.203.0.2:445");
    expectLines(none.stdout, [
      timeout(1),
      timeout(2),
      "",
      String.raw`--- 10\.203\.0\.2:445 ---`,
      String.raw`2 probes sent, 0 open, 2 timeout, 100% loss, time \d+ ms`,
    ]);
    expect([one.code, none.code]).toEqual([0, 1]);
  });

  test.concurrent.each([
    ["", 1],
    ["--closed-is-up", 0],
  ])("closed %s: exit %i", async (option, expected) => {
    const { code, stdout } = await run(`ping -c 2 -i 10ms ${option} 10.203.0.2:444`);
    expectLines(stdout.split("\n\n")[0]!, [closed(1), closed(2)]);
    expect(code).toBe(expected);
  });

  test.concurrent.each([
    ["10.203.0.2:443 10.203.0.2:444", 1],
    ["10.203.0.2:443 [fd00:203::2]:443", 0],
    ["10.203.0.2:444 10.203.0.2:445", 1],
  ])("%s: exit %i, and a summary for each", async (targets, expected) => {
    const { code, stdout } = await run(`ping -c 1 -W 50ms ${targets}`);
    expect(code).toBe(expected);
    expect(stdout.match(/^--- (.*) ---$/gm)).toEqual(
      targets.split(" ").map((target) => `--- ${target} ---`),
    );
  });

  test.concurrent.each(["ping -c 1 -v 10.203.0.2", "--host 10.203.0.2 --port 443"])(
    "%s tells all of each SYN and its answer",
    async (words) => {
      const { code, stdout } = await run(words);
      expectLines(stdout.split("\n\n")[0]!, [...synBlock, ...replyBlock(1)]);
      expect(code).toBe(0);
      const [, sequence] = /sequence number (\d+)\n/.exec(stdout) ?? [];
      const [, acknowledgment] = /acknowledgment number (\d+)/.exec(stdout) ?? [];
      expect(Number(acknowledgment)).toBe((Number(sequence) + 1) >>> 0);
      const ports = [...stdout.matchAll(/10\.203\.0\.1(?: \(probe0\))?, port (\d+)/g)];
      expect(new Set(ports.map(([, port]) => port)).size).toBe(1);
    },
  );

  test.concurrent("-v never breaks a block by another, and tells each SYN before its answer", async () => {
    const { stdout } = await run("ping -c 3 -i 20ms -v 10.203.0.2");
    const [probes = ""] = stdout.split("\n\n");
    const blocks = probes.split(/\n(?= {2}(?:source address|SYN-ACK received))/);
    // A SYN that leaves before the answer to the last one was read is told before that answer.
    const numbers = (pattern: RegExp) =>
      blocks.flatMap((block) => pattern.exec(block)?.slice(1).map(Number) ?? []);
    let answered = 0;
    for (const block of blocks) {
      const isReply = block.startsWith("  SYN-ACK");
      expectLines(block, isReply ? replyBlock(++answered) : synBlock);
    }
    expect([blocks.length, answered]).toEqual([6, 3]);
    expect(numbers(/acknowledgment number (\d+)/)).toEqual(
      numbers(/^ {2}sequence number (\d+)/m).map((sequence) => (sequence + 1) >>> 0),
    );
  });

  test.concurrent("-D begins each line with the moment that it tells of", async () => {
    const { stdout } = await run("ping -c 2 -i 10ms -W 50ms -D 10.203.0.2 10.203.0.2:445");
    const lines = stdout.split("\n\n")[0]!.split("\n");
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(new RegExp(String.raw`^\[${stamp}\] \S`));
    const moments = lines.map((line) => Date.parse(line.slice(1, 31)));
    for (const moment of moments) expect(Math.abs(moment - Date.now())).toBeLessThan(25_000);
  });

  test.concurrent("-q prints the summary only", async () => {
    const { stdout } = await run("ping -c 3 -i 10ms -q 10.203.0.2");
    expect(stdout).toMatch(/^--- 10\.203\.0\.2:443 ---\n3 probes sent, 3 open/);
  });

  test.concurrent("--json prints objects that fit the schema, and nothing else", async () => {
    const words = "ping -c 4 -i 10ms -W 50ms --json 10.203.0.2 10.203.0.2:444 10.203.0.2:445";
    const { code, stdout, stderr } = await run(words);
    const { probes, summaries } = readJson(stdout);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(probes).toHaveLength(12);
    expect(
      summaries.map(({ sent, open: up, closed: no, timeout: lost }) => [sent, up, no, lost]),
    ).toEqual([
      [4, 4, 0, 0],
      [4, 0, 4, 0],
      [4, 0, 0, 4],
    ]);
    expect(Object.keys(probes.find((probe) => probe.outcome === "open")!)).toEqual(
      "event target address port family index method clock sentAt source sequence outcome rttMs reply".split(
        " ",
      ),
    );
    for (const summary of summaries.slice(0, 2)) {
      const rtts = probes.flatMap((probe) =>
        probe.target === summary.target && "rttMs" in probe ? [probe.rttMs!] : [],
      );
      expect(summary.rtt).toMatchObject({
        count: 4,
        minMs: Math.min(...rtts),
        maxMs: Math.max(...rtts),
        p50Ms: rtts.toSorted((a, b) => a - b)[1],
      });
      const mean = rtts.reduce((sum, rtt) => sum + rtt, 0) / 4;
      expect(summary.rtt.meanMs).toBeCloseTo(mean, 5);
    }
  });

  test.concurrent("-q --json prints the summaries only", async () => {
    const { stdout } = await run("ping -c 2 -i 10ms -q --json 10.203.0.2");
    const { probes, summaries } = readJson(stdout);
    expect([probes.length, summaries.length]).toEqual([0, 1]);
  });

  describe("colour is for terminals only", () => {
    const words = "ping -c 1 10.203.0.2";
    /** What a terminal would be sent (script(1) is one). */
    const onTerminal = async (env: NodeJS.ProcessEnv) => {
      const command = `${process.execPath} ${program} ${words}`;
      const options = { within: lab.prober, env: { TERM: "xterm", ...env } };
      return startCommand("script", ["-qec", command, "/dev/null"], options).ended;
    };
    const escape = "\u001b[";

    test.concurrent("on a terminal", async () => {
      const { code, stdout } = await onTerminal({});
      expect(stdout).toContain(`${escape}32msyn-ack from 10.203.0.2:443`);
      expect(code).toBe(0);
    });

    test.concurrent.each([{ NO_COLOR: "1" }, { TERM: "dumb" }])("not with %o", async (env) => {
      const { code, stdout } = await onTerminal(env);
      expect(stdout).toContain("syn-ack from 10.203.0.2:443");
      expect(stdout).not.toContain(escape);
      expect(code).toBe(0);
    });

    test.concurrent("an empty NO_COLOR is none", async () => {
      expect((await onTerminal({ NO_COLOR: "" })).stdout).toContain(escape);
    });

    test.concurrent("not into a pipe", async () => {
      expect((await run(words, { TERM: "xterm" })).stdout).not.toContain(escape);
    });
  });

  test.concurrent.each(["", "--json", "-v"])(
    "ping %s | head -1 ends quietly, by itself",
    async (option) => {
      const ping = `${process.execPath} ${program} ping -i 5ms ${option} 10.203.0.2`;
      // The shell tells how ping ended on standard error, since the pipe has only head's ending.
      const script = `{ ${ping}; echo "ended with $?" >&2; } | head -n 1`;
      const { stdout, stderr } = await startCommand("sh", ["-c", script], { within: lab.prober })
        .ended;
      expect(stdout.split("\n")).toHaveLength(2);
      expect(stderr).toBe("ended with 0\n");
    },
  );
});
