import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { halfopen } from "../cli/halfopen.ts";
import { createLab, type Lab, whyNoLab } from "../lab/index.ts";
import { expectedCounters } from "../lab/peer/index.ts";
import { deadlineMs, scenarioNamed } from "../lab/peer/scenarios.ts";
import { labSeed, startPeer } from "../lab/peer/start-peer.ts";
import { readSweep } from "./sweep.ts";

const missing = whyNoLab();
/** Longer than the last reply of any scenario is after the deadline. */
const lingerMs = 500;

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
});
