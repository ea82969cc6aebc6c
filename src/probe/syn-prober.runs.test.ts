import { describe, expect, test } from "vitest";
import { collect, endpoints, plan, say, simulate } from "../../test/support/simulation.ts";
import { reset, SimulatedLink, synAck, VirtualClock } from "../testing/index.ts";
import { elapsedBetween, nanosecondsFromMilliseconds } from "../units.ts";
import type { ProbeEvent, ProbeResult } from "./result.ts";
import { SynProber } from "./syn-prober.ts";

const ms = nanosecondsFromMilliseconds;
const beginning = new VirtualClock().wall();
const results = (events: readonly ProbeEvent[]): ProbeResult[] =>
  events.flatMap((event) => (event.event === "probe" ? [event.result] : []));
/** When each probe left, in milliseconds from the start. */
const departures = (events: readonly ProbeEvent[]): number[] =>
  results(events).map(({ sentAt }) => elapsedBetween(beginning, sentAt) / 1e6);
const counted = (events: readonly ProbeEvent[]): string[] =>
  results(events).map((result) => `${result.endpoint.port} ${result.index} ${result.outcome}`);
const answered = () => [synAck({ afterMs: 20 })];
const silent = () => [];

describe("when probes leave", () => {
  test("every interval, at absolute times", async () => {
    const { prober } = simulate(answered);
    const events = await collect(prober.run(plan({ count: 1000, intervalMs: 33.333333 })));
    expect(departures(events)).toEqual(
      Array.from({ length: 1000 }, (_, round) => (round * 33_333_333) / 1e6),
    );
  });

  test("a stall makes probes late, which is told, and shifts none of the later ones", async () => {
    const { clock, prober } = simulate(answered);
    clock.after(ms(95), () => clock.advance(ms(240)));
    const events = await collect(prober.run(plan({ count: 6, intervalMs: 100 })));
    expect(departures(events)).toEqual([0, 335, 335, 335, 400, 500]);
    expect(prober.selfCheck()).toMatchObject({ lateSends: 3, largestLateness: ms(235) });
  });

  test("endpoints of one plan one after another, not in a burst", async () => {
    const { prober } = simulate(answered);
    const ports = [80, 443, 8080].map((port) => ({ ...endpoints[4], port }));
    const events = await collect(prober.run(plan({ endpoints: ports, count: 2, intervalMs: 15 })));
    expect(departures(events)).toEqual([0, 5, 10, 15, 20, 25]);
    expect(counted(events)).toEqual([
      "80 1 open",
      "443 1 open",
      "8080 1 open",
      "80 2 open",
      "443 2 open",
      "8080 2 open",
    ]);
  });

  test("no faster than the caps allow", async () => {
    const global = { ...endpoints[4], address: "1.1.1.1" };
    const { prober } = simulate(answered, { prober: { caps: { ratePerAddress: 10 } } });
    const events = await collect(
      prober.run(plan({ endpoints: [global], count: 3, intervalMs: 1 })),
    );
    expect(departures(events)).toEqual([0, 100, 200]);
  });

  test("more probes than one batch holds all leave in time", async () => {
    const { prober } = simulate(answered, { link: { batch: 4 } });
    const ports = Array.from({ length: 10 }, (_, one) => ({ ...endpoints[4], port: one + 1 }));
    const events = await collect(
      prober.run(plan({ endpoints: ports, count: 1, intervalMs: 0.0001 })),
    );
    expect(counted(events)).toEqual(ports.map(({ port }) => `${port} 1 open`));
    // So many a second leave together when a nap of 2 ms ends.
    expect(Math.max(...departures(events))).toBeLessThanOrEqual(2);
  });
});

describe("replies", () => {
  test("that overtake each other are credited to their own probes", async () => {
    const { prober } = simulate(({ number }) => [synAck({ afterMs: number === 1 ? 50 : 5 })]);
    const events = await collect(prober.run(plan({ count: 2, intervalMs: 10 })));
    expect(results(events).map(({ index }) => index)).toEqual([2, 1]);
    expect(events.map(say)).toEqual(["open 5 kernel", "open 50 kernel"]);
  });

  test("read long after they came keep the delay that they had", async () => {
    const { clock, prober } = simulate(answered);
    clock.after(ms(1), () => clock.advance(ms(5000)));
    const [event] = await collect(prober.run(plan()));
    expect(say(event!)).toBe("open 20 kernel");
  });

  test("still on their way from the ring at the deadline are waited for", async () => {
    const { prober } = simulate(silent, { link: { visibilityDelay: ms(25) } });
    const [event] = await collect(prober.run(plan({ timeoutMs: 200 })));
    expect(say(event!)).toBe("timeout 200");
  });

  test("that the ring had no room for are told as drops", async () => {
    const { prober } = simulate(() => [synAck(), synAck(), synAck()], { link: { ring: 2 } });
    await collect(prober.run(plan({ lingerMs: 50 })));
    expect(prober.selfCheck()).toMatchObject({ ringDrops: 1 });
    expect(prober.selfCheck()).toMatchObject({ ringDrops: 1 });
  });
});

describe("source ports", () => {
  test("rotate, and no two outstanding probes share one", async () => {
    const { prober } = simulate(silent);
    const events = await collect(prober.run(plan({ count: 20, intervalMs: 1 })));
    const ports = results(events).map(({ source }) => source?.port);
    expect(new Set(ports).size).toBe(20);
  });

  test("that are all taken make the next probe wait, and none is dropped", async () => {
    const { prober } = simulate(answered, {
      link: { origins: [{ address: "198.51.100.2", ports: [50_000, 50_001], spare: 0 }] },
    });
    const events = await collect(prober.run(plan({ count: 6, intervalMs: 1 })));
    expect(counted(events)).toHaveLength(6);
    expect(departures(events)).toEqual([0, 1, 21, 22, 42, 43]);
    expect(prober.selfCheck()).toMatchObject({ lateSends: 4 });
  });

  test("one fixed port serves every probe", async () => {
    const { prober } = simulate(silent, { prober: { sourcePort: 40_000 } });
    const events = await collect(prober.run(plan({ count: 3, intervalMs: 1 })));
    expect(results(events).map(({ source }) => source?.port)).toEqual([40_000, 40_000, 40_000]);
  });
});

test("when every slot is taken the next probe waits, and none is dropped", async () => {
  const { prober } = simulate(silent, { prober: { capacity: 4 } });
  const events = await collect(prober.run(plan({ count: 12, intervalMs: 1 })));
  expect(counted(events)).toEqual(Array.from({ length: 12 }, (_, n) => `443 ${n + 1} timeout`));
});

test("no two outstanding probes bear the same sequence number", async () => {
  let drawn = 0;
  const { prober } = simulate(answered, { prober: { random: () => drawn++ >> 3 } });
  const events = await collect(prober.run(plan({ count: 5, intervalMs: 1 })));
  expect(new Set(results(events).map(({ sequence }) => sequence)).size).toBe(5);
  expect(counted(events)).toHaveLength(5);
});

describe("a run", () => {
  test("that is aborted tells which probes it abandons, and ends", async () => {
    const stop = new AbortController();
    const { clock, prober } = simulate(({ number }) => (number === 2 ? answered() : []));
    clock.after(ms(35), () => stop.abort());
    const events = await collect(
      prober.run({ ...plan({ intervalMs: 10 }), count: Number.POSITIVE_INFINITY }, stop.signal),
    );
    expect(
      events.map((event) => ("index" in event ? `${event.event} ${event.index}` : say(event))),
    ).toEqual(["open 20 kernel", "abandoned 1", "abandoned 3", "abandoned 4"]);
  });

  test("aborted before it starts sends nothing", async () => {
    let sent = 0;
    const { prober } = simulate(() => (sent++, []));
    expect(await collect(prober.run(plan(), AbortSignal.abort()))).toEqual([]);
    expect(sent).toBe(0);
  });

  test("aborted while the kernel takes nothing leaves no trace in the next one", async () => {
    const stop = new AbortController();
    let full = true;
    const { clock, prober } = simulate(answered, {
      link: { refuse: () => (full ? "EAGAIN" : undefined) },
      prober: { capacity: 4 },
    });
    clock.after(ms(35), () => stop.abort());
    await collect(prober.run(plan({ count: 3, intervalMs: 10 }), stop.signal));
    full = false;
    for (let round = 0; round < 3; round++) {
      const events = await collect(prober.run(plan({ count: 4, intervalMs: 1000 })));
      expect(events.map(say)).toEqual(Array.from({ length: 4 }, () => "open 20 kernel"));
    }
  });

  test("whose reader leaves stops sending", async () => {
    let sent = 0;
    const { prober } = simulate(() => (sent++, answered()));
    for await (const event of prober.run(plan({ count: 100, intervalMs: 100 }))) {
      if (results([event]).some(({ index }) => index === 3)) break;
    }
    expect(sent).toBe(3);
    expect(say((await collect(prober.run(plan())))[0]!)).toBe("open 20 kernel");
    expect(sent).toBe(4);
  });

  test("whose reader is slow loses nothing and delays nothing", async () => {
    const { prober } = simulate(answered);
    const events: ProbeEvent[] = [];
    for await (const event of prober.run(plan({ count: 200, intervalMs: 10 }))) {
      events.push(event);
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(departures(events)).toEqual(Array.from({ length: 200 }, (_, round) => round * 10));
    expect(prober.selfCheck()).toMatchObject({ lateSends: 0 });
  });

  // Each hop is a microtask: none may fall between the last look at the runs and the end of the pump.
  test.each([0, 1, 2, 3, 4, 5])("may begin %i hops after another ends", async (hops) => {
    const { prober } = simulate(answered);
    for (let round = 0; round < 3; round++) {
      const told: string[] = [];
      for await (const event of prober.run(plan())) told.push(say(event));
      for (let hop = 0; hop < hops; hop++) await Promise.resolve();
      expect(told).toEqual(["open 20 kernel"]);
    }
  });

  test("goes on beside others, each told its own", async () => {
    const { prober } = simulate(({ destinationPort }) =>
      destinationPort === 443 ? [synAck({ afterMs: 30 })] : [reset({ afterMs: 3 })],
    );
    const closed = { ...endpoints[6], port: 22 };
    const [first, second, third] = await Promise.all([
      collect(prober.run(plan({ count: 3, intervalMs: 10 }))),
      collect(prober.run(plan({ endpoints: [closed], count: 2, intervalMs: 7 }))),
      prober.probe(closed),
    ]);
    expect(counted(first)).toEqual(["443 1 open", "443 2 open", "443 3 open"]);
    expect(counted(second)).toEqual(["22 1 closed", "22 2 closed"]);
    expect(third).toMatchObject({ outcome: "closed", rtt: ms(3), index: 1 });
  });

  test("listens on for as long as it was asked to", async () => {
    const { clock, prober } = simulate(answered);
    const start = clock.monotonic();
    await collect(prober.run(plan({ lingerMs: 500 })));
    expect(clock.monotonic() - start).toBe(ms(520));
  });

  test("throws what breaks the link, instead of hanging", async () => {
    const clock = new VirtualClock();
    const link = new SimulatedLink(clock, answered);
    link.readable = () => Promise.reject(new Error("the tap is gone"));
    const prober = new SynProber(link, clock);
    await expect(collect(prober.run(plan()))).rejects.toThrow("the tap is gone");
  });

  test("ends when the prober is closed, and none begins after", async () => {
    const { link, prober } = simulate(silent);
    const events = collect(prober.run(plan({ count: 100 })));
    await new Promise((resolve) => setImmediate(resolve));
    await prober[Symbol.asyncDispose]();
    expect((await events).map(say)).toEqual(["abandoned"]);
    expect(link.disposed).toBe(true);
    expect(() => prober.run(plan())).toThrow("closed");
  });
});

describe("runs one after another", () => {
  const other = { ...endpoints[4], address: "192.0.2.99", port: 25 };

  test("a reply that is late for the first is not told to the second", async () => {
    const { prober } = simulate(({ destinationPort }) =>
      destinationPort === 25 ? [synAck({ afterMs: 150 })] : [synAck({ afterMs: 300 })],
    );
    expect((await prober.probe(endpoints[4], { timeout: ms(200) })).outcome).toBe("timeout");
    const events = await collect(prober.run(plan({ endpoints: [other] })));
    expect(events.map(say)).toEqual(["open 150 kernel"]);
  });

  test("leaving the loop over a finished run leaves the next one alone", async () => {
    const { prober } = simulate(answered);
    const first = prober.run(plan())[Symbol.asyncIterator]();
    await first.next();
    const second = collect(prober.run(plan({ endpoints: [other], count: 2 })));
    await first.return?.();
    expect((await second).map(say)).toEqual(["open 20 kernel", "open 20 kernel"]);
  });

  test("after the prober is closed its self-check still stands, and nothing more is begun", async () => {
    const { prober } = simulate(answered);
    await collect(prober.run(plan()));
    await prober[Symbol.asyncDispose]();
    expect(prober.selfCheck()).toMatchObject({ ringDrops: 0, strays: 0 });
    expect(() => prober.run(plan())).toThrow("the prober is closed");
  });
});

test("a process that stood still puts its schedule off: nothing is made up for in a burst", async () => {
  const { clock, prober } = simulate(answered);
  clock.after(ms(95), () => clock.advance(ms(8000)));
  const events = await collect(prober.run(plan({ count: 5, intervalMs: 100 })));
  expect(departures(events)).toEqual([0, 8095, 8100, 8200, 8300]);
  expect(prober.selfCheck().putOff).toBe(ms(7900));
});

test("a run that the table holds as a whole remembers all of it, however fast it is", async () => {
  const twice = [synAck({ afterMs: 20 }), synAck({ afterMs: 1020, timestamp: 9 })];
  const { prober } = simulate(() => twice, { prober: { capacity: 200 } });
  const events = await collect(prober.run(plan({ count: 100, intervalMs: 20, timeoutMs: 2000 })));
  const again = events.filter(({ event }) => event === "retransmitted");
  // The last copies come after the run: 1 s later than the first of each.
  expect(again.length).toBeGreaterThanOrEqual(45);
});
