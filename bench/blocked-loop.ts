/**
 * A program that uses the library and holds up its own event loop for 50 ms of every 100, as a
 * busy server would: `tsx bench/blocked-loop.ts TARGET METHOD COUNT INTERVAL_MS`. It tells each
 * probe as `halfopen ping --json` does.
 */
import { ping } from "../src/index.ts";

const [target = "", method = "syn", count = "1", intervalMs = "1000"] = process.argv.slice(2);

const block = setInterval(() => {
  const until = performance.now() + 50;
  while (performance.now() < until);
}, 100);

for await (const result of ping(target, {
  method: method === "connect" ? "connect" : "syn",
  count: Number(count),
  intervalMs: Number(intervalMs),
})) {
  const { sequence, source } = result;
  const rttMs = "rtt" in result ? result.rtt / 1e6 : undefined;
  console.log(JSON.stringify({ event: "probe", sequence, source, rttMs }));
}
clearInterval(block);
