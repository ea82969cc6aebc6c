import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Clock } from "../clock.ts";
import type { Endpoint } from "../endpoint.ts";
import { elapsedBetween, nanoseconds, nanosecondsFromSeconds } from "../units.ts";
import type { Attempt, Connector } from "./connector.ts";
import { KernelClock } from "./kernel-clock.ts";
import { KernelConnector } from "./kernel-connector.ts";
import { NodeClock } from "./node-clock.ts";
import { NodeConnector } from "./node-connector.ts";

type Options = { capacity?: number; sourcePort?: number };
type Kind = {
  name: string;
  clock: () => Clock & Disposable;
  open: (clock: Clock, options?: Options) => Connector;
  rttFrom: "kernel" | "user";
};

const kinds: Kind[] = [
  {
    name: "by node:net",
    clock: () => new NodeClock(),
    open: (clock, options) => new NodeConnector(clock, options),
    rttFrom: "user",
  },
  ...(process.platform === "linux"
    ? [
        {
          name: "by the Linux kernel",
          clock: () => new KernelClock(),
          open: (clock: Clock, options?: Options) => new KernelConnector(clock, options),
          rttFrom: "kernel" as const,
        },
      ]
    : []),
];

let server: Server;
let listening: Endpoint;
let closed: Endpoint;

async function listen(): Promise<Server> {
  const one = createServer((socket) => socket.on("error", () => {}).resume());
  one.listen(0, "127.0.0.1");
  await once(one, "listening");
  return one;
}

const endpointOf = (one: Server): Endpoint => {
  const address = one.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return { address: "127.0.0.1", family: 4, port: address.port };
};

beforeAll(async () => {
  server = await listen();
  listening = endpointOf(server);
  const gone = await listen();
  closed = endpointOf(gone);
  gone.close();
  await once(gone, "close");
});

afterAll(() => void server.close());

async function ended(connector: Connector): Promise<Attempt> {
  for (;;) {
    const attempts: Attempt[] = [];
    connector.drain((attempt) => attempts.push(attempt));
    if (attempts[0] !== undefined) return attempts[0];
    await connector.readable(nanosecondsFromSeconds(10));
  }
}

describe.each(kinds)("a handshake $name", ({ clock: openClock, open, rttFrom }) => {
  test("that is answered: completed, with its delay and where it left from", async () => {
    using clock = openClock();
    using connector = open(clock);
    const before = clock.wall();
    const started = connector.start(listening);
    const attempt = await ended(connector);
    expect(attempt).toBe(started);
    expect(attempt.source).toMatchObject({ address: "127.0.0.1", port: expect.any(Number) });
    expect(elapsedBetween(before, attempt.sentAt)).toBeGreaterThanOrEqual(0);
    const end = attempt.finish();
    expect(end).toMatchObject({ how: "completed", clock: rttFrom });
    expect(end.rtt).toBeGreaterThan(0);
    expect(end.rtt).toBeLessThanOrEqual(end.elapsed + 1000);
  });

  test("that is refused: by our own clock", async () => {
    using clock = openClock();
    using connector = open(clock);
    connector.start(closed);
    const end = (await ended(connector)).finish();
    expect(end).toMatchObject({ how: "refused", clock: "user" });
    expect(end.rtt).toBe(end.elapsed);
  });

  test("beyond what may be under way is not begun, until another is finished", async () => {
    using clock = openClock();
    using connector = open(clock, { capacity: 1 });
    const first = connector.start(listening)!;
    expect(connector.start(listening)).toBeUndefined();
    first.finish();
    expect(connector.start(listening)).toBeDefined();
  });

  test("that is finished is never shown again, though the event loop had news of it", async () => {
    using clock = openClock();
    using connector = open(clock);
    connector.start(listening);
    await connector.readable(nanosecondsFromSeconds(10));
    const [first] = [await ended(connector)];
    first.finish();
    connector.drain(() => expect.unreachable());
  });

  test.each(["224.0.0.1", "0.0.0.0"])("to %s is refused: that is no single host", (address) => {
    using clock = openClock();
    using connector = open(clock);
    const endpoint = { address, family: 4, port: 443 } as const;
    expect(() => connector.start(endpoint)).toThrow(/names no single host/);
    expect(() => connector.sourceToward(endpoint)).toThrow(/names no single host/);
  });

  test("is waited for no longer than asked, and not at all after a wake", async () => {
    using clock = openClock();
    using connector = open(clock);
    await expect(connector.readable(nanoseconds(1e6))).resolves.toBeUndefined();
    const waiting = connector.readable(nanosecondsFromSeconds(600));
    connector.wake();
    await expect(waiting).resolves.toBeUndefined();
  });
});

test.runIf(process.platform === "linux")(
  "one source port carries one handshake to an endpoint at a time",
  () => {
    using clock = new KernelClock();
    const probe = new KernelConnector(clock);
    const { port } = probe.start(listening)!.source!;
    probe[Symbol.dispose]();
    using connector = new KernelConnector(clock, { sourcePort: port });
    const first = connector.start(listening);
    expect(first?.source?.port).toBe(port);
    expect(connector.start(listening)).toBeUndefined();
    expect(connector.start(closed)?.source?.port).toBe(port);
  },
);
