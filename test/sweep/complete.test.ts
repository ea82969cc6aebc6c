import { availableParallelism } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { halfopen, program, startCommand } from "../cli/halfopen.ts";
import { createLab, type Lab, startListener, whyNoLab } from "../lab/index.ts";
import { byOutcome, killThirtyPercent, population, readSweep, synsSeen } from "./sweep.ts";

const missing = whyNoLab({ alsoNeeds: ["script"] });

describe.skipIf(missing)(`a sweep of networks that are alive but for 30 % ${missing ?? ""}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = createLab();
    lab.anyIp("10.100.0.0/16");
    lab.anyIp("fd00:100::/64");
    killThirtyPercent(lab.target);
    await startListener(lab.target, { port: 80 });
  });
  afterAll(() => lab[Symbol.dispose]());

  const prefixes = "10.100.0.0/20 [fd00:100::/116]:80";
  const quick = "-W 400ms --linger 100ms --rate 20000";

  test.each([1, 2, 4])(
    "finds every live address exactly once, with %i threads",
    async (threads) => {
      const words = `sweep -p 80 ${prefixes} ${quick} --threads ${threads} --json`;
      const before = synsSeen(lab.target);
      const { code, stdout, stderr } = await halfopen(words, { within: lab.prober });
      const { probes, summary } = readSweep(stdout);
      expect(byOutcome(probes)).toEqual(population(16));
      // No terminal, no progress.
      expect(stderr.replace(/^.* take turns.*\n/, "")).toBe("");
      expect(summary).toMatchObject({
        endpoints: 8192,
        told: 8192,
        sent: 8192,
        open: 16 * 2 * (256 - 77),
        timeout: 16 * 2 * 77,
        threads,
        ringDrops: 0,
      });
      expect(summary.rtt.count).toBe(summary.open);
      expect(new Set(probes.map(({ index }) => index)).size).toBe(8192);
      expect(synsSeen(lab.target) - before).toBe(8192);
      expect(code).toBe(1);
    },
  );

  test("finds them all at full speed, with one thread and the kernel's work beside it", async () => {
    const before = synsSeen(lab.target);
    const words = "sweep -p 80 10.100.0.0/18 -W 1s --linger 100ms --rate 1000000 --json";
    const { stdout, stderr } = await halfopen(words, { within: lab.prober });
    const { probes, summary } = readSweep(stdout);
    expect(stderr).toBe("");
    expect(new Set(probes.map(({ index }) => index)).size).toBe(2 ** 14);
    expect(summary).toMatchObject({
      told: 2 ** 14,
      sent: 2 ** 14,
      open: 64 * (256 - 77),
      timeout: 64 * 77,
      threads: 1,
      ringDrops: 0,
    });
    expect(synsSeen(lab.target) - before).toBe(2 ** 14);
  });

  test.each([1, 2])("asks again only who has not answered, with %i threads", async (threads) => {
    const before = synsSeen(lab.target);
    const words = `sweep -p 80 10.100.0.0/22 -c 3 --pause 50ms ${quick} --threads ${threads} --json`;
    const { stdout } = await halfopen(words, { within: lab.prober });
    const { probes, summary } = readSweep(stdout);
    const tries = (outcome: string) =>
      new Set(
        probes
          .filter((probe) => probe.outcome === outcome)
          .map((probe) => "try" in probe && probe.try),
      );
    expect(tries("open")).toEqual(new Set([1]));
    expect(tries("timeout")).toEqual(new Set([3]));
    expect(summary).toMatchObject({ told: 1024, open: 4 * 179, timeout: 4 * 77 });
    expect(summary.sent).toBe(1024 + 2 * 4 * 77);
    expect(synsSeen(lab.target) - before).toBe(summary.sent);
  });

  test("an answer to a later try says so", async () => {
    // The first SYN to each address is dropped, and only that.
    lab.target.run("nft", ["-f", "-"], {
      input: `table ip first {
        set met { type ipv4_addr; flags dynamic; size 65535; }
        chain before {
          type filter hook prerouting priority -200; policy accept;
          ip daddr 10.100.99.0/24 ip daddr != @met add @met { ip daddr } drop
        }
      }`,
    });
    const words = "sweep 10.100.99.200:80 10.100.99.201:80 -c 2 -W 200ms --pause 10ms --linger 0s";
    const { code, stdout } = await halfopen(words, { within: lab.prober });
    expect(stdout.match(/^syn-ack from 10\.100\.99\.20[01]:80: .* try=2$/gm)).toHaveLength(2);
    expect(code).toBe(0);
  });

  test("a try whose answer was lost does not spoil the next one", async () => {
    // The first SYN-ACK of each address is dropped: the peer takes the connection for half-open, and
    // would answer another SYN of the same ports with a challenge ACK.
    lab.target.run("nft", ["-f", "-"], {
      input: `table ip unheard {
        set met { type ipv4_addr; flags dynamic; size 65535; }
        chain out {
          type filter hook output priority 0; policy accept;
          ip saddr 10.100.98.0/24 tcp flags & (syn | ack) == syn | ack ip saddr != @met add @met { ip saddr } drop
        }
      }`,
    });
    const words =
      "sweep 10.100.98.240/28 -p 80 -c 3 -W 200ms --pause 20ms --linger 0s --rate 1000 --json";
    const { code, stdout } = await halfopen(words, { within: lab.prober });
    const { probes, summary } = readSweep(stdout);
    expect(probes.map((probe) => "try" in probe && probe.try)).toEqual(Array(16).fill(2));
    expect(summary).toMatchObject({ open: 16, rejected: {} });
    expect(code).toBe(0);
  });

  test("--failed lists only what is not open, and counts all", async () => {
    const words = `sweep -p 80 10.100.0.0/24 ${quick} --failed`;
    const { stdout } = await halfopen(words, { within: lab.prober });
    expect(stdout.match(/^timeout for /gm)).toHaveLength(77);
    expect(stdout).not.toContain("syn-ack from");
    expect(stdout).toMatch(/^open +179 +69\.9% /m);
  });

  test("--csv is a table under its heading, and the text goes to standard error", async () => {
    const words = `sweep -p 80,81 10.100.0.248/29 ${quick} --csv`;
    const { code, stdout, stderr } = await halfopen(words, { within: lab.prober });
    const [heading = "", ...rows] = stdout.trimEnd().split("\n");
    expect(heading).toMatch(/^target,address,port,family,try,outcome,rtt_ms,/);
    expect(rows).toHaveLength(16);
    const columns = heading.split(",").length;
    for (const row of rows) expect(row.split(",")).toHaveLength(columns);
    expect(rows.filter((row) => row.includes(",80,4,1,open,0."))).toHaveLength(8);
    expect(rows.filter((row) => row.includes(",81,4,1,closed,0."))).toHaveLength(8);
    expect(stderr).toContain("--- sweep of 16 endpoints ---");
    expect(code).toBe(1);
  });

  test("the same seed visits in the same order", async () => {
    const orders: string[][] = [];
    for (const seed of [7, 7, 8]) {
      const words = `sweep -p 80 10.100.0.128/25 --rate 1000 --linger 0s --seed ${seed} --csv`;
      const { stdout } = await halfopen(words, { within: lab.prober });
      orders.push(stdout.split("\n").map((row) => row.split(",")[0]!));
    }
    const [one, again, other] = orders;
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(new Set(other)).toEqual(new Set(one));
  });

  test("a link-local address is reached through its interface", async () => {
    const shown = lab.target.run("ip", ["-6", "addr", "show", "dev", "target0", "scope", "link"]);
    const target = `[${/inet6 (fe80::[^/]+)/.exec(shown)?.[1]}%probe0]:443`;
    const words = `sweep ${target} --linger 0s --json`;
    const { code, stdout } = await halfopen(words, { within: lab.prober });
    const { probes } = readSweep(stdout);
    expect(probes).toMatchObject([{ target, outcome: "closed", zone: "probe0" }]);
    expect(code).toBe(1);
  });

  test("names are resolved first; one that cannot be is an error, and no end", async () => {
    const words = "sweep -p 80,81 nowhere.invalid 10.100.0.200 --linger 0s --json";
    const { code, stdout } = await halfopen(words, { within: lab.prober });
    const { probes, summary } = readSweep(stdout);
    expect(byOutcome(probes)).toEqual({
      error: ["nowhere.invalid:80", "nowhere.invalid:81"],
      open: ["10.100.0.200:80"],
      closed: ["10.100.0.200:81"],
    });
    expect(summary).toMatchObject({ told: 4, sent: 2, errorBy: { NAME_NOT_RESOLVED: 2 } });
    expect(code).toBe(2);
  });

  test("a terminal shows how far it is, in a line that goes away", async () => {
    const command = `${process.execPath} ${program} sweep -p 80 10.100.0.0/22 -W 300ms --failed`;
    const where = { within: lab.prober };
    const running = startCommand("script", ["-qec", `${command} >/dev/null`, "/dev/null"], where);
    const { stdout } = await running.ended;
    expect(stdout).toMatch(
      // oxlint-disable-next-line no-control-regex -- the terminal's own language
      /\r\u001b\[K\d+ of 1,024 \(\d+\.\d%\), .*\d open, .*0:0\d left\r\u001b\[K/,
    );
    expect(stdout.endsWith("\r\u001b[K")).toBe(true);
  });

  test("more threads than cores are worth a warning", async () => {
    const threads = availableParallelism() + 1;
    const words = `sweep 10.100.0.200:80 --threads ${threads} --linger 0s`;
    const { stderr, code } = await halfopen(words, { within: lab.prober });
    expect(stderr).toContain(`warning: ${threads} threads on ${threads - 1} cores take turns`);
    expect(code).toBe(0);
  });
});
