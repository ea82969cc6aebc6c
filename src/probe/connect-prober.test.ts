import { describe, expect, test } from "vitest";
import { collect, endpoints, plan, say } from "../../test/support/simulation.ts";
import { HalfopenError } from "../errors.ts";
import {
  type HandshakeResponder,
  SimulatedConnector,
  type SimulatedConnectorOptions,
  type SimulatedEnd,
  VirtualClock,
} from "../testing/index.ts";
import { nanosecondsFromMilliseconds as ns } from "../units.ts";
import { ConnectProber } from "./connect-prober.ts";

function simulate(answer: HandshakeResponder, options: SimulatedConnectorOptions = {}) {
  const clock = new VirtualClock();
  const connector = new SimulatedConnector(clock, answer, options);
  return { clock, connector, prober: new ConnectProber(connector, clock) };
}

const open = (afterMs: number, rttMs = afterMs): SimulatedEnd => ({
  how: "completed",
  afterMs,
  rtt: ns(rttMs),
  resent: 0,
  peer: {},
});

describe("what becomes of one handshake, lost after 200 ms", () => {
  test.each<{ name: string; end: SimulatedEnd | undefined; told: string; synsLost?: number }>([
    { name: "a SYN-ACK", end: open(20), told: "open 20 kernel" },
    {
      name: "a SYN-ACK of which the event loop hears late",
      end: open(150, 20),
      told: "open 20 kernel",
    },
    { name: "a SYN-ACK at the very deadline", end: open(200), told: "open 200 kernel" },
    { name: "a SYN-ACK after the deadline", end: open(201), told: "timeout 200" },
    {
      name: "a refusal",
      end: { how: "refused", afterMs: 3, rtt: ns(3), clock: "user", resent: 0 },
      told: "closed 3 user",
    },
    {
      name: "an ICMP error",
      end: {
        how: "unreachable",
        afterMs: 4,
        rtt: ns(4),
        clock: "user",
        icmp: { type: 3, code: 13, sender: "198.51.100.1" },
      },
      told: "unreachable communication-administratively-prohibited 4",
    },
    { name: "silence", end: undefined, told: "timeout 200" },
    {
      name: "the kernel giving up before the deadline",
      end: { how: "unanswered", afterMs: 120, clock: "user" },
      told: "timeout 120",
    },
    {
      name: "a SYN-ACK to a SYN that was sent again",
      end: { how: "completed", afterMs: 130, resent: 2, peer: {} },
      told: "open unknown kernel",
      synsLost: 2,
    },
    {
      name: "a refusal of a SYN that was sent again",
      end: { how: "refused", afterMs: 130, resent: 1, clock: "user" },
      told: "closed unknown user",
      synsLost: 1,
    },
    {
      name: "a SYN-ACK to a SYN that was sent again, after the deadline",
      end: { how: "completed", afterMs: 230, resent: 1, peer: {} },
      told: "timeout 200",
    },
    {
      name: "a delay that the platform cannot vouch for",
      end: { how: "completed", afterMs: 190, clock: "user", peer: {} },
      told: "open unknown user",
    },
    {
      name: "an errno",
      end: { how: "failed", afterMs: 0, errno: "EHOSTUNREACH", clock: "user" },
      told: "error EHOSTUNREACH",
    },
  ])("$name: $told", async ({ end, told, synsLost }) => {
    const { connector, prober } = simulate(() => end);
    const events = await collect(prober.run(plan()));
    expect(events.map(say)).toEqual([told]);
    const [event] = events;
    expect(event).toMatchObject({ event: "probe", result: { method: "connect", index: 1 } });
    expect(event?.event === "probe" && event.result.synsLost).toBe(synsLost);
    expect(connector.open.size).toBe(0);
  });

  test("where it left from, and what the kernel knows of the peer, and nothing else", async () => {
    const peer = { window: 65160, windowScale: 10, sackPermitted: true } as const;
    const { prober } = simulate(() => ({ ...open(20), how: "completed", peer }));
    const result = await prober.probe(endpoints[6]);
    expect(result).toEqual({
      endpoint: endpoints[6],
      index: 1,
      method: "connect",
      clock: "kernel",
      sentAt: { seconds: 1_767_225_600, nanoseconds: 0 },
      source: { address: "2001:db8:100::2", port: 50001 },
      outcome: "open",
      rtt: ns(20),
      reply: { window: 65160, options: { windowScale: 10, sackPermitted: true } },
    });
  });

  test("what cannot be begun is an error of its own, and the next one is tried all the same", async () => {
    const { prober } = simulate((_, nth) => {
      if (refused.shift()) throw new HalfopenError("NO_ROUTE", "no route", { remedy: "add one" });
      return open(nth);
    });
    const refused = [true];
    const events = await collect(prober.run(plan({ count: 2 })));
    expect(events.map(say)).toEqual(["error NO_ROUTE", "open 1 kernel"]);
  });
});

describe("a run", () => {
  test("sends at absolute times, however long the answers take", async () => {
    const { prober } = simulate((_, nth) => (nth === 2 ? undefined : open(30)));
    const events = await collect(prober.run(plan({ count: 4, intervalMs: 50, timeoutMs: 120 })));
    const sentAtMs = events.map((event) =>
      event.event === "probe"
        ? [event.result.index, event.result.sentAt.nanoseconds / 1e6, event.result.outcome]
        : event,
    );
    expect(sentAtMs).toEqual([
      [1, 0, "open"],
      [3, 100, "open"],
      [2, 50, "timeout"],
      [4, 150, "open"],
    ]);
  });

  test("tells each SYN as it leaves when asked to", async () => {
    const { prober } = simulate(() => open(5));
    const events = await collect(prober.run(plan({ tellSends: true })));
    expect(events.map(say)).toEqual(["sent", "open 5 kernel"]);
  });

  test("waits for a free place when all are taken, and says that it was late", async () => {
    const { prober } = simulate(() => open(40), { capacity: 1 });
    const events = await collect(prober.run(plan({ count: 3, intervalMs: 10, timeoutMs: 100 })));
    expect(events.map(say)).toEqual(["open 40 kernel", "open 40 kernel", "open 40 kernel"]);
    expect(prober.selfCheck().lateSends).toBe(2);
    expect(prober.selfCheck().largestLateness).toBeGreaterThanOrEqual(ns(60));
  });

  test("that is aborted tells what is still open as abandoned, and closes it", async () => {
    const { clock, connector, prober } = simulate((_, nth) => (nth === 1 ? open(5) : undefined));
    const stop = new AbortController();
    clock.after(ns(60), () => stop.abort());
    const events = await collect(
      prober.run(plan({ count: 9, intervalMs: 50, timeoutMs: 500 }), stop.signal),
    );
    expect(events.map(say)).toEqual(["open 5 kernel", "abandoned"]);
    expect(connector.open.size).toBe(0);
  });

  test("whose reader leaves closes what is still open", async () => {
    const { connector, prober } = simulate((_, nth) => (nth === 1 ? open(70) : undefined));
    for await (const event of prober.run(plan({ count: 9, intervalMs: 50 }))) {
      expect(say(event)).toBe("open 70 kernel");
      break;
    }
    expect(connector.open.size).toBe(0);
  });

  test("runs beside another without taking its answers", async () => {
    const { prober } = simulate(({ family }) => open(family));
    const [four, six] = await Promise.all([
      collect(prober.run(plan({ count: 2 }))),
      collect(prober.run(plan({ endpoints: [endpoints[6]], count: 2 }))),
    ]);
    expect(four.map(say)).toEqual(["open 4 kernel", "open 4 kernel"]);
    expect(six.map(say)).toEqual(["open 6 kernel", "open 6 kernel"]);
  });

  test("ends with the failure that nobody foresaw", async () => {
    const { prober } = simulate(() => {
      throw new RangeError("a bug");
    });
    await expect(collect(prober.run(plan()))).rejects.toThrow("a bug");
  });

  test("that asks for fixed flows is refused, not run without them", () => {
    const { prober } = simulate(() => open(5));
    expect(() => prober.run(plan({ flows: 2 }))).toThrow(/no fixed flows/);
  });

  test("is refused once the prober is closed, and the connector is closed with it", async () => {
    const { connector, prober } = simulate(() => undefined);
    await prober[Symbol.asyncDispose]();
    expect(connector.disposed).toBe(true);
    expect(() => prober.run(plan())).toThrow(/closed/);
  });
});
