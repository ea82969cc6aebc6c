import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { halfopen } from "../cli/halfopen.ts";
import { createLab, type Lab, whyNoLab } from "../lab/index.ts";
import { expectedCounters, type Ledger, type LedgerEntry } from "../lab/peer/index.ts";
import { deadlineMs, scenarioNamed } from "../lab/peer/scenarios.ts";
import { labSeed, startPeer } from "../lab/peer/start-peer.ts";
import { readSweep } from "./sweep.ts";

const missing = whyNoLab();
/** Longer than the last reply of any scenario is after the deadline. */
const lingerMs = 500;

/** What came of each endpoint over all its tries, as the ledger has it. */
function triesOf(ledger: Ledger, timeoutMs: number) {
  const byEndpoint = new Map<string, LedgerEntry[]>();
  for (const entry of ledger.entries) {
    const tries = byEndpoint.get(entry.destination) ?? [];
    byEndpoint.set(entry.destination, [...tries, entry]);
  }
  const isOpen = (entry: LedgerEntry): boolean =>
    expectedCounters({ ...ledger, entries: [entry] }, { timeoutMs }).open === 1;
  return [...byEndpoint.values()].map((entries) => ({
    tries: entries.length,
    openAt: entries.findIndex(isOpen) + 1,
  }));
}

describe.skipIf(missing)(`a sweep of a hostile network (seed ${labSeed}) ${missing ?? ""}`, () => {
  let lab: Lab;
  beforeAll(() => {
    lab = createLab();
  });
  afterAll(() => lab[Symbol.dispose]());

  test.each([
    ["open", 1],
    ["duplication", 1],
    ["duplication", 2],
    ["some replies come late", 1],
    ["some replies come late", 2],
    ["all refusals come late", 1],
    ["duplication of late replies", 1],
    ["duplicated refusals", 1],
    ["the syn-ack is retransmitted", 1],
    ["open, then reset", 1],
    ["loss, in bursts", 2],
    ["syn-ack: ack one too high", 1],
    ["rst: from another address", 1],
    ["a forger is faster than the server", 1],
    ["host unreachable, 8 octets quoted", 1],
  ] as const)("%s, with %i threads: counted as the ledger says", async (name, threads) => {
    const peer = await startPeer(lab, scenarioNamed(name));
    const words =
      `sweep -p 80 10.204.1.0/25 [fd00:204::1:0/121]:80 --rate 1000 -W ${deadlineMs}ms ` +
      `--linger ${lingerMs}ms --threads ${threads} --json`;
    const { stdout } = await halfopen(words, { within: lab.prober });
    const ledger = await peer.stop();
    const { probes, summary } = readSweep(stdout);
    const patience = { timeoutMs: deadlineMs, lingerMs };
    const { sent, open, closed, unreachable, timeout, late, duplicate, retransmitted, rejected } =
      expectedCounters(ledger, patience);
    expect(ledger.missed).toBe(0);
    const answers = { sent, open, closed, unreachable, timeout };
    expect(summary).toMatchObject({ ...answers, late, duplicate, retransmitted, told: 256 });
    expect(summary.rejected).toEqual(rejected);
    expect(probes).toHaveLength(256);
    expect(new Set(probes.map(({ target }) => target)).size).toBe(256);
    const named = Object.values(summary.unreachableBy ?? {});
    expect(named.reduce((total, count) => total + count, 0)).toBe(unreachable);
  });

  test.each(["loss, independent", "some replies come late"])(
    "%s, asked twice: who has answered is not asked again, and each try counts",
    async (name) => {
      const peer = await startPeer(lab, scenarioNamed(name));
      const words =
        `sweep -p 80 10.204.1.0/25 [fd00:204::1:0/121]:80 --rate 1000 -W ${deadlineMs}ms -c 2 ` +
        `--pause 10ms --linger ${lingerMs}ms --json`;
      const { stdout } = await halfopen(words, { within: lab.prober });
      const ledger = await peer.stop();
      const { probes, summary } = readSweep(stdout);
      expect(ledger.missed).toBe(0);
      const endpoints = triesOf(ledger, deadlineMs);
      // Nobody is asked after an answer, and everybody else is asked twice.
      expect(endpoints).toHaveLength(256);
      for (const { tries, openAt } of endpoints) expect(tries).toBe(openAt === 1 ? 1 : 2);
      const openAt = (attempt: number) => endpoints.filter((one) => one.openAt === attempt).length;
      expect(Math.min(openAt(1), openAt(2))).toBeGreaterThan(0);
      const found = (attempt: number) =>
        probes.filter((one) => one.outcome === "open" && "try" in one && one.try === attempt);
      expect([found(1).length, found(2).length]).toEqual([openAt(1), openAt(2)]);
      const { late, duplicate, rejected } = expectedCounters(ledger, {
        timeoutMs: deadlineMs,
        lingerMs,
      });
      expect(summary).toMatchObject({
        told: 256,
        sent: ledger.entries.length,
        open: openAt(1) + openAt(2),
        timeout: openAt(0),
        late,
        duplicate,
        rejected,
      });
    },
  );
});
