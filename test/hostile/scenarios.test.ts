import { afterAll, beforeAll, describe, test } from "vitest";
import { whyNoLab } from "../lab/index.ts";
import { deadlineMs, labSeed, lastReplyMs, scenarios } from "../lab/peer/index.ts";
import { type Bench, openBench, peerEndpoints } from "./bench.ts";

const missing = whyNoLab();

/** Side by side, as many as vitest runs at a time: most of the time is waiting for what may still come. */
const benchCount = 5;
const endpoints = peerEndpoints(4);
const order = {
  endpoints,
  count: 20,
  intervalMs: 10,
  timeoutMs: deadlineMs,
  lingerMs: lastReplyMs + 300,
};

describe.skipIf(missing)(
  `a hostile network, IPv4 and IPv6 (LAB_SEED=${labSeed}) ${missing ?? ""}`,
  () => {
    const idle: Bench[] = [];
    const benches: Bench[] = [];
    beforeAll(() => {
      for (let n = 0; n < benchCount; n++) benches.push(openBench());
      idle.push(...benches);
    });
    afterAll(() => {
      for (const bench of benches) bench[Symbol.dispose]();
    });

    test.concurrent.for(scenarios)("$name: we count what it did", async (scenario, { expect }) => {
      const bench = idle.pop()!;
      const played = bench.play(scenario, order).finally(() => idle.push(bench));
      const { account, ledger, expected } = await played;
      expect(ledger).toMatchObject({ scenario: scenario.name, missed: 0, unsent: 0 });
      expect(expected.sent).toBe(endpoints.length * order.count);
      const check = { ringDrops: 0, clockSteps: 0, unseenSends: 0 };
      expect(account).toMatchObject({ counters: expected, check });
      expect(account.counters).toEqual(expected);
    });
  },
);
