// The peer as a program of its own: `main.ts <scenario as JSON> <seed>`. It says "ready" when its
// device is there, works until its standard input ends, and then writes its ledger, one JSON a line.
import { readFileSync } from "node:fs";
import { deviceName } from "./device.ts";
import { Peer } from "./peer.ts";
import type { Scenario } from "./scenarios.ts";
import { Tun } from "./tun.ts";

const [scenario = "", seed = ""] = process.argv.slice(2);
const standardInput = 0;
/** Idle, the peer still looks around this often. */
const longestWaitNs = 100e6;

using device = new Tun(deviceName);
const start = process.hrtime.bigint();
const now = () => Number(process.hrtime.bigint() - start);
const peer = new Peer(device, JSON.parse(scenario) as Scenario, Number(seed), now);
process.stdout.write("ready\n");

for (let stopped = false; !stopped; ) {
  stopped = device.wait(standardInput, Math.min(peer.turn() ?? longestWaitNs, longestWaitNs));
}

const counted = `/sys/class/net/${deviceName}/statistics/tx_dropped`;
const { entries, ...head } = peer.ledger(Number(readFileSync(counted, "utf8")));
process.stdout.write(`${[head, ...entries].map((line) => JSON.stringify(line)).join("\n")}\n`);
