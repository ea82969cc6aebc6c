import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import type { Endpoint } from "../../src/endpoint.ts";
import { openClock, openConnector } from "../../src/net/index.ts";
import { NodeConnector } from "../../src/net/node-connector.ts";
import { ConnectProber } from "../../src/probe/index.ts";
import { SimulatedConnector, type SimulatedEnd, VirtualClock } from "../../src/testing/index.ts";
import { nanosecondsFromMilliseconds } from "../../src/units.ts";
import { endpoints } from "../support/simulation.ts";
import { describeProber } from "./prober-contract.ts";

const port = { open: 443, closed: 80, silent: 9 };

for (const family of [4, 6] as const) {
  const at = (number: number): Endpoint => ({ ...endpoints[family], port: number });
  const answers = new Map<number, SimulatedEnd>([
    [port.open, { how: "completed", afterMs: 7, rtt: nanosecondsFromMilliseconds(7), peer: {} }],
    [port.closed, { how: "refused", afterMs: 5, rtt: nanosecondsFromMilliseconds(5) }],
  ]);
  describeProber(
    `the connect prober on a simulated IPv${family} network`,
    () => {
      const clock = new VirtualClock();
      const connector = new SimulatedConnector(clock, (endpoint) => answers.get(endpoint.port));
      return new ConnectProber(connector, clock);
    },
    () => ({ open: at(port.open), closed: at(port.closed), silent: at(port.silent) }),
  );
}

const host = "127.0.0.1";
const listenerProgram = fileURLToPath(new URL("../lab/listener-child.mjs", import.meta.url));
const onLoopback = (number: number): Endpoint => ({ address: host, family: 4, port: number });

async function listen(): Promise<{ server: Server; number: number }> {
  const server = createServer((socket) => socket.on("error", () => {}).destroy());
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return { server, number: address.port };
}

async function unusedPort(): Promise<number> {
  const { server, number } = await listen();
  server.close();
  await once(server, "close");
  return number;
}

let open: { server: Server; number: number };
let closedPort: number;
let silentPort: number;
let stalled: ChildProcess;
const fillers: Socket[] = [];

/** A server that never accepts is silent once its queue is full: its kernel drops the SYNs. */
async function fillQueue(): Promise<void> {
  const order = JSON.stringify({ ports: [silentPort], address: host, stall: true });
  stalled = spawn(process.execPath, [listenerProgram, order]);
  await once(stalled.stdout!, "data");
  for (let place = 0; place < 2; place++) {
    const filler = connect({ host, port: silentPort });
    fillers.push(filler.on("error", () => {}));
    await once(filler, "connect");
  }
}

beforeAll(async () => {
  open = await listen();
  closedPort = await unusedPort();
  silentPort = await unusedPort();
  await fillQueue();
});

afterAll(() => {
  for (const filler of fillers) filler.destroy();
  stalled.kill("SIGKILL");
  open.server.close();
});

const loopback = () => ({
  open: onLoopback(open.number),
  closed: onLoopback(closedPort),
  silent: onLoopback(silentPort),
});

describeProber(
  "the connect prober on this machine's own TCP",
  () => {
    const clock = openClock();
    return new ConnectProber(openConnector(clock), clock);
  },
  loopback,
);

describeProber(
  "the connect prober on node:net",
  () => {
    const clock = openClock();
    return new ConnectProber(new NodeConnector(clock), clock);
  },
  loopback,
);
