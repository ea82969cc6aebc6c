import { describe, expect, test } from "vitest";
import { endpoints, simulate } from "../../test/support/simulation.ts";
import { SimulatedConnector, synAck, VirtualClock } from "../testing/index.ts";
import {
  elapsedBetween,
  millisecondsFromNanoseconds,
  nanosecondsFromMilliseconds as ms,
} from "../units.ts";
import { Agenda } from "./agenda.ts";
import type { AgendaEntry } from "./agenda-entry.ts";
import { ConnectProber } from "./connect-prober.ts";
import type { Prober } from "./prober.ts";
import type { ProbeEvent } from "./result.ts";
import type { RateCaps } from "./pace.ts";

/** Ports below 1000 answer after 20 ms, the others never. */
const answers = (port: number) => port < 1000;
const beginning = new VirtualClock();
const begun = beginning.wall();

const networks = {
  syn: (caps: Partial<RateCaps>) =>
    simulate(({ destinationPort }) => (answers(destinationPort) ? [synAck({ afterMs: 20 })] : []), {
      prober: { caps },
    }),
  connect: (caps: Partial<RateCaps>) => {
    const clock = new VirtualClock();
    const connector = new SimulatedConnector(clock, ({ port }) =>
      answers(port) ? { how: "completed", afterMs: 20, rtt: ms(20), peer: {} } : undefined,
    );
    return { clock, prober: new ConnectProber(connector, clock, { caps }) };
  },
};

const entry = (
  port: number,
  { intervalMs = 100, phaseMs = 0, timeoutMs = 60, address = endpoints[4].address } = {},
): AgendaEntry => ({
  endpoint: { address, family: 4, port },
  interval: ms(intervalMs),
  timeout: ms(timeoutMs),
  phase: ms(phaseMs),
});

/** `port index outcome, sent and told when`, milliseconds after the start. */
function say(event: ProbeEvent, clock: VirtualClock): string {
  if (event.event === "abandoned") return `${event.endpoint.port} ${event.index} abandoned`;
  if (event.event !== "probe") return event.event;
  const { endpoint, index, outcome, sentAt, burst } = event.result;
  const sent = elapsedBetween(begun, sentAt) / 1e6;
  const told = (clock.monotonic() - beginning.monotonic()) / 1e6;
  return `${endpoint.port} ${index} ${outcome} ${sent}-${told}${burst ? " burst" : ""}`;
}

type Watched = { clock: VirtualClock; prober: Prober; agenda: Agenda; told: string[] };

/** Watches for so long, and lets the scenario change things on the way. */
async function watch(
  { clock, prober }: Pick<Watched, "clock" | "prober">,
  forMs: number,
  entries: readonly AgendaEntry[],
  scenario: (
    agenda: Agenda,
    handles: AgendaEntry[],
    at: (whenMs: number, then: () => void) => void,
  ) => ((event: ProbeEvent) => void) | void = () => {},
): Promise<string[]> {
  const agenda = new Agenda();
  const handles = entries.map((one) => agenda.add(one));
  const stop = new AbortController();
  clock.after(ms(forMs), () => stop.abort());
  const onEvent = scenario(agenda, handles, (whenMs, then) => clock.after(ms(whenMs), then));
  const told: string[] = [];
  for await (const event of prober.watch(agenda, stop.signal)) {
    told.push(say(event, clock));
    onEvent?.(event);
  }
  return told;
}

describe.each(["syn", "connect"] as const)("what the %s prober tells of an agenda", (method) => {
  const open = (caps: Partial<RateCaps> = {}) => networks[method](caps);

  test("each endpoint in its own interval, from its own phase, with its own deadline", async () => {
    const told = await watch(open(), 250, [
      entry(1, { phaseMs: 10 }),
      entry(1000, { intervalMs: 150, timeoutMs: 70 }),
      entry(1001, { intervalMs: 150, timeoutMs: 30 }),
    ]);
    expect(told).toEqual(
      [
        "1 1 open 10-30",
        "1001 1 timeout 0-30",
        "1000 1 timeout 0-70",
        "1 2 open 110-130",
        "1001 2 timeout 150-180",
        "1000 2 timeout 150-220",
        "1 3 open 210-230",
      ].toSorted(byTold),
    );
  });

  test("endpoints come and go while it runs, at once, and what is out is still told", async () => {
    const told = await watch(open(), 250, [entry(1)], (agenda, [first], at) => {
      at(30, () => agenda.add(entry(2, { phaseMs: 5, intervalMs: 1000 })));
      at(110, () => agenda.remove(first!));
    });
    expect(told).toEqual(["1 1 open 0-20", "2 1 open 35-55", "1 2 open 100-120"]);
  });

  test("nothing at first, then what is added", async () => {
    const told = await watch(open(), 5000, [], (agenda, _, at) =>
      at(4321, () => agenda.add(entry(1, { intervalMs: 1000 }))),
    );
    expect(told).toEqual(["1 1 open 4321-4341"]);
  });

  test("a burst at the first loss leaves at once, and the rhythm goes on", async () => {
    const told = await watch(open(), 190, [entry(1000)], (agenda, [only]) => (event) => {
      if (event.event !== "probe" || event.result.index > 1) return;
      agenda.burst(only!, { count: 2, timeout: ms(25) });
    });
    expect(told).toEqual([
      "1000 1 timeout 0-60",
      "1000 2 timeout 60-85 burst",
      "1000 3 timeout 60-85 burst",
      "1000 4 timeout 100-160",
    ]);
  });

  test("the endpoint of an event is the very object of its entry", async () => {
    const { clock, prober } = open();
    const entries = [entry(1), entry(1)];
    const agenda = new Agenda();
    for (const one of entries) agenda.add(one);
    const stop = new AbortController();
    clock.after(ms(30), () => stop.abort());
    const seen: unknown[] = [];
    for await (const event of prober.watch(agenda, stop.signal))
      if (event.event === "probe") seen.push(event.result.endpoint);
    expect(seen.map((one) => entries.findIndex(({ endpoint }) => endpoint === one))).toEqual([
      0, 1,
    ]);
  });

  test("an address at its cap holds back its own endpoints and no other", async () => {
    const address = "1.1.1.1";
    const network = open({ ratePerAddress: 2 });
    const told = await watch(network, 1050, [
      entry(1, { intervalMs: 200, address }),
      entry(2, { intervalMs: 200, address }),
      entry(3, { intervalMs: 200, address }),
      entry(4, { intervalMs: 250 }),
    ]);
    const sent = (port: number) => told.filter((one) => one.startsWith(`${port} `)).length;
    // Two at once, and two each second from then on.
    expect(sent(1) + sent(2) + sent(3)).toBe(4);
    expect(Math.min(sent(1), sent(2), sent(3))).toBeGreaterThanOrEqual(1);
    expect(told.filter((one) => one.startsWith("4 "))).toEqual([
      "4 1 open 0-20",
      "4 2 open 250-270",
      "4 3 open 500-520",
      "4 4 open 750-770",
      "4 5 open 1000-1020",
    ]);
  });

  test("a burst to a globally routable address leaves at once too", async () => {
    const told = await watch(
      open({ ratePerAddress: 10 }),
      100,
      [entry(1, { intervalMs: 1000, address: "1.1.1.1" })],
      (agenda, [only], at) => at(50, () => agenda.burst(only!, { count: 5, timeout: ms(60) })),
    );
    expect(told.slice(1)).toEqual([2, 3, 4, 5, 6].map((index) => `1 ${index} open 50-70 burst`));
  });

  test("what its cap cannot hold is given up in whole intervals, and counted", async () => {
    const network = open({ ratePerAddress: 1 });
    const told = await watch(network, 10_000, [entry(1, { intervalMs: 250, address: "1.1.1.1" })]);
    // One each second; only the second one comes half a second early.
    expect(told).toHaveLength(11);
    const { skipped, putOff } = network.prober.selfCheck();
    expect(skipped).toBeGreaterThanOrEqual(20);
    expect(putOff).toBe(skipped * ms(250));
  });

  test("after a standstill the rhythms go on, nothing is made up for, and what was missed is counted", async () => {
    const network = open();
    const told = await watch(network, 3200, [entry(1), entry(2, { phaseMs: 50 })], (_, __, at) =>
      at(60, () => network.clock.advance(ms(2970))),
    );
    expect(told.slice(2)).toEqual([
      "2 2 open 3050-3070",
      "1 2 open 3100-3120",
      "2 3 open 3150-3170",
    ]);
    expect(network.prober.selfCheck()).toMatchObject({ skipped: 59, putOff: ms(5900) });
  });

  test("stopped, it names what it abandons, and the agenda may be watched again", async () => {
    const { clock, prober } = open();
    const agenda = new Agenda();
    agenda.add(entry(1000));
    for (const [index, probe] of [
      [1, "1000 1"],
      [2, "1000 2"],
    ] as const) {
      const stop = new AbortController();
      clock.after(ms(30), () => stop.abort());
      const events = prober.watch(agenda, stop.signal);
      expect(() => prober.watch(agenda)).toThrow("watched already");
      const told: string[] = [];
      for await (const event of events) told.push(say(event, clock));
      expect(told, `run ${index}`).toEqual([`${probe} abandoned`]);
    }
  });

  test("a single probe and a plan run beside it", async () => {
    const { clock, prober } = open();
    const watched = watch({ clock, prober }, 150, [entry(1)]);
    const one = await prober.probe({ ...endpoints[4], port: 7 });
    expect(one).toMatchObject({ outcome: "open", index: 1, rtt: ms(20) });
    expect(await watched).toEqual(["1 1 open 0-20", "1 2 open 100-120"]);
  });
});

/** In the order in which they were told; of one moment as the engine learns them. */
const byTold = (one: string, other: string): number =>
  Number(one.split("-")[1]) - Number(other.split("-")[1]);

const fleet = (size: number, timeoutMs: number, port: number) =>
  Array.from({ length: size }, (_, number) => ({
    ...entry(port, { intervalMs: 1000, timeoutMs, phaseMs: (number * 1000) / size }),
    endpoint: { address: `192.0.2.${number + 1}`, family: 4 as const, port },
  }));

describe("the SYN prober", () => {
  test.each<{ name: string; timeoutMs: number; crowded: boolean }>([
    { name: "remembers no more than leaves room for new ones", timeoutMs: 900, crowded: false },
    { name: "says when there is no room left at all", timeoutMs: 3000, crowded: true },
  ])("$name", async ({ timeoutMs, crowded }) => {
    // A hundred probes a second, all lost.
    const network = simulate(() => [], { prober: { capacity: 200 } });
    await watch(network, 10_000, fleet(100, timeoutMs, 443));
    const check = network.prober.selfCheck();
    expect([check.lateSends > 0, check.crowded > 0]).toEqual([crowded, crowded]);
  });

  test("tells what came late of an endpoint that is gone", async () => {
    const network = simulate(() => [synAck({ afterMs: 90 })]);
    const told = await watch(network, 200, [entry(1)], (agenda, [only], at) =>
      at(70, () => agenda.remove(only!)),
    );
    expect(told).toEqual(["1 1 timeout 0-60", "late"]);
  });

  test("asks 250 times a second for routes, however many the endpoints", async () => {
    const network = simulate(() => [synAck({ afterMs: 20 })]);
    let asked = 0;
    const originFor = network.link.originFor.bind(network.link);
    network.link.originFor = (destination) => (asked++, originFor(destination));
    const many = Array.from({ length: 1000 }, (_, number) =>
      entry(number + 1, { intervalMs: 1000, phaseMs: number }),
    );
    await watch(network, 10_000, many);
    expect(asked).toBe(2 * 1000);
  });

  test("asks anew for the route of an endpoint that lost a probe", async () => {
    const network = simulate(({ number }) => (number === 2 ? [] : [synAck({ afterMs: 20 })]));
    const asked: number[] = [];
    const originFor = network.link.originFor.bind(network.link);
    network.link.originFor = (destination) => {
      asked.push(millisecondsFromNanoseconds(network.clock.monotonic()) % 1000);
      return originFor(destination);
    };
    await watch(network, 450, [entry(1)]);
    expect(asked).toEqual([0, 200]);
  });
});
