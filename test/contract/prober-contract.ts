import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Endpoint } from "../../src/endpoint.ts";
import {
  Agenda,
  type AgendaEntry,
  type Plan,
  type ProbeEvent,
  type Prober,
  type ProbeResult,
} from "../../src/probe/index.ts";
import { nanosecondsFromMilliseconds } from "../../src/units.ts";

/** Three endpoints, all of this family: one that accepts, one that refuses, one that says nothing. */
export type ContractNetwork = {
  readonly open: Endpoint;
  readonly closed: Endpoint;
  readonly silent: Endpoint;
};

const ms = nanosecondsFromMilliseconds;
const timeout = ms(150);

const planOf = (endpoints: Endpoint[], count?: number): Plan => ({
  endpoints,
  interval: ms(20),
  timeout,
  ...(count !== undefined && { count }),
});

const entryOf = (endpoint: Endpoint, phaseMs = 0): AgendaEntry => ({
  endpoint,
  interval: ms(40),
  timeout,
  phase: ms(phaseMs),
});

async function resultsOf(events: AsyncIterable<ProbeEvent>): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  for await (const event of events) if (event.event === "probe") results.push(event.result);
  return results;
}

/**
 * What every `Prober` does, whatever it works on. `openProber` and `network` are called once,
 * before the first test; the prober is closed by the last one.
 */
export function describeProber(
  name: string,
  openProber: () => Prober | Promise<Prober>,
  network: () => ContractNetwork | Promise<ContractNetwork>,
): void {
  describe(`${name}, as every prober`, () => {
    let prober: Prober;
    let there: ContractNetwork;

    beforeAll(async () => {
      there = await network();
      prober = await openProber();
    });
    afterAll(async () => {
      await prober[Symbol.asyncDispose]();
    });

    test("tells an open port, and how far away it is", async () => {
      const result = await prober.probe(there.open);
      expect(result).toMatchObject({
        outcome: "open",
        index: 1,
        endpoint: there.open,
        method: prober.method,
      });
      if (result.outcome === "open") expect(result.rtt).toBeGreaterThan(0);
    });

    test("tells a closed port, and how far away it is", async () => {
      const result = await prober.probe(there.closed);
      expect(result).toMatchObject({ outcome: "closed", index: 1, endpoint: there.closed });
      if (result.outcome === "closed") expect(result.rtt).toBeGreaterThan(0);
    });

    test("tells a silent one as lost, after the time that it was given and without a delay", async () => {
      const result = await prober.probe(there.silent, { timeout });
      expect(result).toMatchObject({ outcome: "timeout", waited: timeout, index: 1 });
      expect(result).not.toHaveProperty("rtt");
    });

    test("sends as many probes as were asked for, and numbers them from 1", async () => {
      const results = await resultsOf(prober.run(planOf([there.open], 5)));
      expect(results.map(({ index }) => index)).toEqual([1, 2, 3, 4, 5]);
      expect(results.map(({ outcome }) => outcome)).toEqual(
        Array.from({ length: 5 }, () => "open"),
      );
    });

    test("tells every probe of every endpoint once", async () => {
      const endpoints = [there.open, there.closed, there.silent];
      const results = await resultsOf(prober.run(planOf(endpoints, 3)));
      const told = results.map(({ endpoint, index, outcome }) =>
        [endpoints.indexOf(endpoint), index, outcome].join(" "),
      );
      expect(told.toSorted()).toEqual(
        ["open", "closed", "timeout"].flatMap((outcome, at) =>
          [1, 2, 3].map((index) => `${at} ${index} ${outcome}`),
        ),
      );
    });

    test("sends at absolute times, an interval apart", async () => {
      const results = await resultsOf(prober.run(planOf([there.open], 4)));
      const [first, last] = [results[0]!.sentAt, results[3]!.sentAt];
      const elapsed = (last.seconds - first.seconds) * 1e9 + last.nanoseconds - first.nanoseconds;
      // A busy machine makes either late, but never early by more than the other was late.
      expect(elapsed).toBeGreaterThan(ms(30));
    });

    test("keeps runs apart that go on side by side", async () => {
      const [open, closed, one] = await Promise.all([
        resultsOf(prober.run(planOf([there.open], 3))),
        resultsOf(prober.run(planOf([there.closed], 2))),
        prober.probe(there.open),
      ]);
      expect(open.map(({ index, outcome }) => `${index} ${outcome}`)).toEqual([
        "1 open",
        "2 open",
        "3 open",
      ]);
      expect(closed.map(({ index, outcome }) => `${index} ${outcome}`)).toEqual([
        "1 closed",
        "2 closed",
      ]);
      expect(one).toMatchObject({ outcome: "open", index: 1 });
    });

    test("without a count goes on until it is stopped, and then ends", async () => {
      const stop = new AbortController();
      const seen: number[] = [];
      for await (const event of prober.run(planOf([there.open]), stop.signal)) {
        if (event.event === "probe") seen.push(event.result.index);
        if (seen.length === 3) stop.abort();
      }
      expect(seen.slice(0, 3)).toEqual([1, 2, 3]);
    });

    test("stopped while it waits, names the probes that it abandons", async () => {
      const stop = new AbortController();
      const plan: Plan = { ...planOf([there.silent, there.open], 1), timeout: ms(60_000) };
      const events: ProbeEvent[] = [];
      for await (const event of prober.run(plan, stop.signal)) {
        events.push(event);
        if (event.event === "probe") stop.abort();
      }
      expect(events.map((event) => event.event)).toEqual(["probe", "abandoned"]);
      expect(events[1]).toMatchObject({ endpoint: there.silent, index: 1 });
    });

    test("stopped before it starts, tells nothing", async () => {
      expect(await resultsOf(prober.run(planOf([there.open], 3), AbortSignal.abort()))).toEqual([]);
    });

    test("ends when its reader leaves, and is good for another run", async () => {
      for await (const event of prober.run(planOf([there.open]))) {
        if (event.event === "probe") break;
      }
      expect(await prober.probe(there.open)).toMatchObject({ outcome: "open", index: 1 });
    });

    test("watches what comes and goes, each in its own count", async () => {
      const agenda = new Agenda();
      const stop = new AbortController();
      const first = agenda.add(entryOf(there.open));
      const told: string[] = [];
      for await (const event of prober.watch(agenda, stop.signal)) {
        if (event.event !== "probe") continue;
        const { endpoint, index, outcome } = event.result;
        expect([there.open, there.closed]).toContain(endpoint);
        told.push(`${outcome} ${index}`);
        if (told.length === 2) agenda.add(entryOf(there.closed));
        if (told.includes("closed 1")) agenda.remove(first);
        if (told.includes("closed 3")) stop.abort();
      }
      for (const outcome of ["open", "closed"]) {
        const indexes = told
          .filter((one) => one.startsWith(outcome))
          .map((one) => one.split(" ")[1]);
        expect(indexes).toEqual(indexes.map((_, at) => String(at + 1)));
      }
      expect(agenda.size).toBe(1);
    });

    test("confirms a loss by a burst beside the rhythm, with a timeout of its own", async () => {
      const agenda = new Agenda();
      const stop = new AbortController();
      const entry = agenda.add({ ...entryOf(there.silent), interval: ms(60_000) });
      const told: string[] = [];
      for await (const event of prober.watch(agenda, stop.signal)) {
        if (event.event !== "probe") continue;
        const { index, outcome, burst } = event.result;
        const waited = "waited" in event.result ? event.result.waited / 1e6 : "";
        told.push(`${index} ${outcome} ${waited}${burst ? " burst" : ""}`);
        if (told.length === 1) agenda.burst(entry, { count: 3, timeout: ms(90) });
        if (told.length === 4) stop.abort();
      }
      expect(told).toEqual([
        "1 timeout 150",
        "2 timeout 90 burst",
        "3 timeout 90 burst",
        "4 timeout 90 burst",
      ]);
    });

    test("tells in its self-check how well it could measure", () => {
      const check = prober.selfCheck();
      expect(check).toMatchObject({ ringDrops: 0, clockSteps: 0, unseenSends: 0 });
      expect(check.largestLateness).toBeGreaterThanOrEqual(0);
    });

    test("closed, ends what it was doing and begins nothing more", async () => {
      const running = resultsOf(prober.run({ ...planOf([there.silent], 1), timeout: ms(60_000) }));
      await prober[Symbol.asyncDispose]();
      expect(await running).toEqual([]);
      expect(() => prober.run(planOf([there.open], 1))).toThrow(/closed/);
    });
  });
}
