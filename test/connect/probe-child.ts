/**
 * Runs a plan inside a namespace and prints its events, one JSON object a line. The argument is a
 * `ProbeOrder` as JSON; a prober that cannot be opened is told as `{ "refused": … }`.
 */
import { HalfopenError } from "../../src/errors.ts";
import { NodeClock } from "../../src/net/node-clock.ts";
import { NodeConnector } from "../../src/net/node-connector.ts";
import { openProber } from "../../src/open-prober.ts";
import { ConnectProber } from "../../src/probe/index.ts";
import { nanosecondsFromMilliseconds } from "../../src/units.ts";
import type { ProbeOrder } from "./order.ts";

const order = JSON.parse(process.argv[2]!) as ProbeOrder;

function open() {
  if (order.method === "node") {
    const clock = new NodeClock();
    return new ConnectProber(new NodeConnector(clock), clock);
  }
  return openProber({ method: order.method, notice: console.error, ...order.options });
}

/** A program that is busy with something else and leaves the event loop alone. */
const stall = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

try {
  await using prober = open();
  const plan = {
    endpoints: order.endpoints,
    count: order.count ?? 1,
    interval: nanosecondsFromMilliseconds(order.intervalMs ?? 10),
    timeout: nanosecondsFromMilliseconds(order.timeoutMs),
    tellSends: order.stallMs !== undefined,
  };
  for await (const event of prober.run(plan)) {
    if (event.event === "sent") stall(order.stallMs ?? 0);
    else console.log(JSON.stringify(event));
  }
} catch (error) {
  if (!(error instanceof HalfopenError)) throw error;
  const { code, message, remedy } = error;
  console.log(JSON.stringify({ refused: { code, message, remedy } }));
}
