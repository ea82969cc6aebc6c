import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { ProbeEvent } from "../probe/index.ts";
import { Collector } from "./collector.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const mebibytesInUse = (): number => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
};

test("ten thousand endpoints, every second probe lost, are counted in less than 60 MiB", () => {
  const endpoints = Array.from({ length: 10_000 }, (_, n) => ({
    target: `host-${n}.example:443`,
    endpoint: { address: `10.0.${n >> 8}.${n & 255}`, family: 4, port: 443 } as const,
  }));
  const before = mebibytesInUse();
  const collector = new Collector(endpoints);
  for (let index = 1; index <= 150; index++) {
    const outcome = index % 2 === 0 ? "timeout" : "open";
    for (const { endpoint } of endpoints) {
      const rtt = 20e6 + ((index * 7919) % 10e6);
      const result = { endpoint, index, outcome, rtt, reply: { ttl: 60 } };
      collector.take({ event: "probe", result } as unknown as ProbeEvent);
    }
  }
  expect(mebibytesInUse() - before).toBeLessThan(60);
  expect([...collector.places].at(-1)?.counter.tally.open).toBe(75);
});
