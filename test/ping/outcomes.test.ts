import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { halfopen, readJson } from "../cli/halfopen.ts";
import {
  createLab,
  halfOpenEntries,
  type Lab,
  type Namespace,
  startListener,
  whyNoLab,
} from "../lab/index.ts";

const missing = whyNoLab();

const port = { open: 443, closed: 444, silent: 445, dropped: 446, refused: 447 } as const;

/** The firewall of a namespace: one chain on each side, for both families. */
const firewall = (namespace: Namespace, rules: readonly string[]) =>
  namespace.run("nft", [
    "add table inet f;" +
      "add chain inet f input { type filter hook input priority 0; };" +
      "add chain inet f output { type filter hook output priority 0; };" +
      rules.map((rule) => `add rule inet f ${rule};`).join(""),
  ]);

const endpoint = (address: string, number: number) =>
  address.includes(":") ? `[${address}]:${number}` : `${address}:${number}`;

describe.skipIf(missing)(`what becomes of a probe on a real kernel ${missing ?? ""}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = createLab();
    firewall(lab.target, [`input tcp dport ${port.silent} drop`]);
    firewall(lab.prober, [
      `input iif lo tcp dport ${port.silent} drop`,
      `output tcp dport ${port.dropped} drop`,
      `output tcp dport ${port.refused} reject`,
    ]);
    await Promise.all(
      [lab.prober, lab.target].map((namespace) => startListener(namespace, { port: port.open })),
    );
  });
  afterAll(() => lab[Symbol.dispose]());

  const networks = [
    ["veth, IPv4", "10.203.0.2"],
    ["veth, IPv6", "fd00:203::2"],
    ["loopback, IPv4", "127.0.0.1"],
    ["loopback, IPv6", "::1"],
  ] as const;
  describe.each(networks)("%s", (_, address) => {
    test.concurrent.each([
      { name: "a port that listens is open", to: port.open, outcome: "open", loss: 0, code: 0 },
      {
        name: "a port that nobody holds is closed",
        to: port.closed,
        outcome: "closed",
        loss: 0,
        code: 1,
      },
      {
        name: "a target that drops is silent",
        to: port.silent,
        outcome: "timeout",
        loss: 1,
        code: 1,
      },
      {
        name: "our own firewall that drops",
        to: port.dropped,
        outcome: "error",
        loss: undefined,
        code: 2,
      },
      {
        name: "our own firewall that rejects",
        to: port.refused,
        outcome: "error",
        loss: undefined,
        code: 2,
      },
    ] as const)("$name", async ({ to, outcome, loss, code }) => {
      const words = `ping -c 3 -i 50ms -W 200ms --json ${endpoint(address, to)}`;
      const ended = await halfopen(words, { within: lab.prober });
      expect(ended).toMatchObject({ code, stderr: "" });
      const { probes, summaries } = readJson(ended.stdout);
      expect(probes.map((probe) => probe.outcome)).toEqual([outcome, outcome, outcome]);
      expect(probes.map((probe) => probe.index)).toEqual([1, 2, 3]);
      const counters = { open: 0, closed: 0, timeout: 0, error: 0, unreachable: 0, [outcome]: 3 };
      const sent = outcome === "error" ? 0 : 3;
      const nothing = { late: 0, duplicate: 0, retransmitted: 0, rejected: {} };
      expect(summaries).toEqual([expect.objectContaining({ ...counters, ...nothing, sent })]);
      expect(summaries[0]?.lossRatio).toBe(loss);
      for (const probe of probes) {
        if (probe.outcome === "error") expect(probe.error.code).toBe("EPERM");
        if (probe.outcome === "timeout") expect(probe.waitedMs).toBe(200);
      }
      expect(halfOpenEntries(lab.target)).toEqual([]);
      expect(halfOpenEntries(lab.prober)).toEqual([]);
    });
  });

  test.concurrent("several targets run side by side, each with its own summary", async () => {
    const targets = networks.flatMap(([, address]) =>
      [port.open, port.closed].map((number) => endpoint(address, number)),
    );
    const words = ["ping", "-c", "3", "-i", "100ms", "--json", ...targets];
    const { code, stdout } = await halfopen(words, { within: lab.prober });
    const { summaries } = readJson(stdout);
    expect(code).toBe(1);
    expect(summaries.map(({ target, open, closed }) => ({ target, open, closed }))).toEqual(
      targets.map((target) => {
        const open = target.endsWith(`:${port.open}`) ? 3 : 0;
        return { target, open, closed: 3 - open };
      }),
    );
  });

  test.concurrent("a peer whose SYN-ACKs stay unanswered sends them again: retransmitted, and said aloud", async () => {
    using other = createLab();
    await startListener(other.target, { port: port.open });
    firewall(other.prober, [`output tcp dport ${port.open} tcp flags rst drop`]);
    const words = `ping -c 2 -i 50ms --linger 1500ms --json ${other.target.address4}:${port.open}`;
    const { code, stdout } = await halfopen(words, { within: other.prober });
    const { summaries } = readJson(stdout);
    expect({ code, summaries }).toMatchObject({
      code: 0,
      summaries: [
        {
          sent: 2,
          open: 2,
          retransmitted: 2,
          duplicate: 0,
          warnings: expect.arrayContaining([expect.stringContaining("no RST was seen leaving")]),
        },
      ],
    });
    // This is what the other tests look for and must not find.
    expect(halfOpenEntries(other.target)).toHaveLength(2);
  });
});
