import { connect, createServer, type Server } from "node:net";
import { once } from "node:events";
import type { Clock } from "../../clock.ts";
import type { Endpoint, Prober } from "../../probe/index.ts";
import { RttSamples, type RttSummary } from "../../stats/index.ts";
import { nanoseconds, nanosecondsFromMilliseconds } from "../../units.ts";

/** Some probes of a listener of our own over loopback, and what came of them. */
export type LoopbackRun = {
  readonly method: "syn" | "connect" | "net.connect";
  readonly family: 4 | 6;
  readonly sent: number;
  readonly answered: number;
  readonly rtt: RttSummary;
  /** RSTs seen leaving meanwhile, where the method sees them. */
  readonly resetsSent?: number;
};

const count = 50;
const interval = nanosecondsFromMilliseconds(4);
const timeout = nanosecondsFromMilliseconds(500);
/** Long enough for the tap to show the last RST. */
const linger = nanosecondsFromMilliseconds(50);

const hosts = { 4: "127.0.0.1", 6: "::1" } as const;

export type Listener = AsyncDisposable & { readonly endpoint: Endpoint };

/** Listens on loopback; undefined where it has no such address, or is down. */
export async function listenOn(family: 4 | 6): Promise<Listener | undefined> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    socket.destroy();
  });
  try {
    await once(server.listen(0, hosts[family]), "listening");
  } catch {
    return undefined;
  }
  const { port } = server.address() as { port: number };
  return {
    endpoint: { address: hosts[family], family, port },
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Probes the endpoint with one of our own methods. */
export async function probeLoopback(prober: Prober, endpoint: Endpoint): Promise<LoopbackRun> {
  const before = prober.selfCheck().resetsSent;
  const rtt = new RttSamples();
  let sent = 0;
  let answered = 0;
  for await (const event of prober.run({
    endpoints: [endpoint],
    count,
    interval,
    timeout,
    linger,
  })) {
    if (event.event !== "probe") continue;
    sent++;
    const { result } = event;
    if (result.outcome !== "open") continue;
    answered++;
    if (result.rtt !== undefined) rtt.record(result.rtt, result.index);
  }
  const { family } = endpoint;
  const after = prober.selfCheck().resetsSent;
  const resets = before === undefined || after === undefined ? {} : { resetsSent: after - before };
  return { method: prober.method, family, sent, answered, rtt: rtt.summary(), ...resets };
}

/** What an ordinary program measures for the same: `net.connect`, by the clock of its event loop. */
export async function connectLoopback(clock: Clock, endpoint: Endpoint): Promise<LoopbackRun> {
  const rtt = new RttSamples();
  let answered = 0;
  for (let index = 1; index <= count; index++) {
    const start = clock.monotonic();
    const socket = connect({ host: endpoint.address, port: endpoint.port });
    try {
      await once(socket, "connect", { signal: AbortSignal.timeout(timeout / 1e6) });
      rtt.record(nanoseconds(clock.monotonic() - start), index);
      answered++;
    } catch {
      // Not answered: that is counted.
    }
    socket.on("error", () => {});
    socket.destroy();
  }
  const { family } = endpoint;
  return { method: "net.connect", family, sent: count, answered, rtt: rtt.summary() };
}
