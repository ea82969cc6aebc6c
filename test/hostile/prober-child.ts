// A prober as a program of its own: each line on standard input is an `Order`, each line on
// standard output the `Account` of it, as JSON. It ends when its input does.
import { createInterface } from "node:readline";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openProber } from "../../src/index.ts";
import { nanosecondsFromMilliseconds as ms } from "../../src/units.ts";
import { noCounters } from "../lab/peer/expected.ts";
import { countEvent } from "./count.ts";
import type { Account, Memory, Order } from "./order.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function look(): Memory {
  collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heap: heapUsed };
}

const stall = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

async function execute(order: Order): Promise<Account> {
  const { endpoints, count, watchMemory = false, stallMs = 0, options } = order;
  await using prober = openProber({ method: "syn", ...options });
  const counters = noCounters();
  const memory: Memory[] = [];
  const tenth = (endpoints.length * count) / 10;
  let stalled = false;
  const start = performance.now();
  const plan = {
    endpoints,
    count,
    interval: ms(order.intervalMs),
    timeout: ms(order.timeoutMs),
    linger: ms(order.lingerMs),
    tellSends: stallMs > 0,
  };
  for await (const event of prober.run(plan)) {
    countEvent(counters, event);
    if (watchMemory && counters.sent >= tenth * (memory.length + 1)) memory.push(look());
    if (event.event !== "sent" || stalled) continue;
    stalled = true;
    stall(stallMs);
  }
  const check = prober.selfCheck();
  counters.stray = check.strays;
  return { counters, check, elapsedMs: performance.now() - start, memory };
}

for await (const line of createInterface({ input: process.stdin })) {
  const account = await execute(JSON.parse(line) as Order);
  process.stdout.write(`${JSON.stringify(account)}\n`);
}
