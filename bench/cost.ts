/**
 * What many endpoints cost in memory, processor, punctuality and accuracy, in two namespaces joined
 * by a veth pair. Needs root.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLab, type Lab, startCapture, startListener, whyNoLab } from "../test/lab/index.ts";
import { machineFacts } from "./machine.ts";
import { accountant, metered } from "./metered.ts";
import { compare } from "./off-by.ts";
import { command, halfopenClosed } from "./peers/halfopen.ts";
import type { Report } from "./peers/peer.ts";
import { microseconds } from "./table.ts";
import { judge, type Target } from "./target.ts";
import { type Exchange, exchangesOf } from "./wire.ts";

const ports = [4433, 4434];
const closedPort = 4435;
const network = "10.96.0.0/13";
const firstAddress = 10 * 2 ** 24 + 96 * 2 ** 16;
const mebibyte = 2 ** 20;

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join(".");

const mebibytes = (octets: number): string => `${(octets / mebibyte).toFixed(0)} MiB`;

/** A list in no order, so that neighbours cannot be kept as ranges. */
function listOf(endpoints: number): string {
  const half = endpoints / 2;
  const lines = Array.from({ length: endpoints }, (_, line) => {
    // A step that shares no factor with the number of endpoints comes by each of them once.
    const index = (line * 618_033_989) % endpoints;
    return `${dotted(firstAddress + (index % half))}:${ports[Math.floor(index / half)]}`;
  });
  return `${lines.join("\n")}\n`;
}

async function longList(lab: Lab): Promise<Target[]> {
  const endpoints = 1_000_000;
  const folder = mkdtempSync(join(tmpdir(), "halfopen-bench-"));
  try {
    const file = join(folder, "targets.txt");
    writeFileSync(file, listOf(endpoints));
    const options = `sweep --failed --rate 1000000 -f ${file}`;
    const words = [process.execPath, command, ...options.split(" ")] as const;
    const { output, memory, seconds } = await metered(lab.prober, words, 60);
    const open = Number(/^open +(\d+)/m.exec(output)?.[1] ?? 0);
    const promise = `${endpoints} endpoints from a file in no order`;
    return [
      {
        promise: `${promise}: at most 200 MiB`,
        measured: `${mebibytes(memory)}, in ${seconds.toFixed(1)} s`,
        met: memory <= 200 * mebibyte,
      },
      {
        promise: `${promise}: none missed`,
        measured: `${endpoints - open} missed`,
        met: open === endpoints,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Fleet = {
  readonly answered: number;
  /** Nanoseconds after they were due. */
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  readonly lateSends: number;
};

const ms = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(2)} ms`;

const fleetProgram = fileURLToPath(new URL("./fleet-child.mjs", import.meta.url));

async function fleet(lab: Lab): Promise<Target[]> {
  const [endpoints, seconds] = [10_000, 60];
  const asked = `${dotted(firstAddress)} ${endpoints} ${ports[0]} ${seconds}`;
  const words = [process.execPath, fleetProgram, ...asked.split(" ")] as const;
  const { output, user, system, memory } = await metered(lab.prober, words, seconds + 30);
  const { answered, p50, p99, worst, lateSends } = JSON.parse(output) as Fleet;
  const [sent, share] = [endpoints * seconds, (user + system) / seconds];
  const promise = `${endpoints} endpoints once a second for ${seconds} s`;
  return [
    {
      promise: `${promise}: sent at most 5 ms after they are due at p99`,
      measured: `${ms(p99)} (p50 ${ms(p50)}, worst ${ms(worst)}, ${lateSends} of ${sent} later than 5 ms)`,
      met: p99 <= 5e6,
    },
    {
      promise: `${promise}: none missed`,
      measured: `${sent - answered} of ${sent} missed`,
      met: answered === sent,
    },
    {
      promise: `${promise}: at most 35 % of one core`,
      measured: `${(share * 100).toFixed(1)} % (user ${user.toFixed(1)} s, system ${system.toFixed(1)} s)`,
      met: share <= 0.35,
    },
    {
      promise: `${promise}: at most 150 MiB`,
      measured: mebibytes(memory),
      met: memory <= 150 * mebibyte,
    },
  ];
}

/** A closed port, because the kernel stamps RSTs once for all taps, and SYN-ACKs over veth not. */
async function accuracyAtSpeed(lab: Lab): Promise<Target[]> {
  // Long enough that the first tenths of a second, in which V8 compiles, do not decide the rate.
  const [rate, prefixLength] = [50_000, 14];
  const endpoints = 2 ** (32 - prefixLength);
  const prefix = network.replace(/\d+$/, String(prefixLength));
  // One thread: a second would have to share its core with the capture.
  const options = `sweep --csv --threads 1 --rate ${rate} ${prefix}:${closedPort}`;
  const capture = await startCapture(lab.prober, { filter: `tcp port ${closedPort}` });
  const words = [process.execPath, command, ...options.split(" ")] as const;
  const { output, seconds } = await metered(lab.prober, words, 60);
  // A capture that the kernel dropped packets of throws here: it would prove nothing.
  const exchanges = exchangesOf(await capture.stop());
  const reports = reportsIn(output);
  const facts = { condition: "idle", family: 4, exchanges, reports } as const;
  const { matched, off } = compare({ peer: { ...halfopenClosed, keyOf: keyOfExchange }, ...facts });
  const real = endpoints / seconds;
  return [
    {
      promise: `${rate} probes a second, closed port: at most 1 µs off at p99`,
      measured: `${microseconds(off.p99)} µs (${matched} of ${endpoints} matched, at ${real.toFixed(0)} a second)`,
      met: off.p99 <= 1000 && matched === endpoints && real >= rate * 0.95,
    },
  ];
}

/** Each address is probed once: with the port it tells all exchanges apart. */
const keyOfExchange = ({ sourcePort, destination }: Exchange): string =>
  `${destination} ${sourcePort}`;

/** Address, milliseconds and source port of a row of `sweep --csv`. */
const row = /^[^,]*,([\d.]+),\d+,4,1,closed,([^,]+),(?:[^,]*,){5}(\d+),/gm;

const reportsIn = (output: string): Report[] =>
  [...output.matchAll(row)].map(([, address = "", milliseconds, sourcePort]) => ({
    key: `${Buffer.from(address.split(".").map(Number)).toString("hex")} ${sourcePort}`,
    nanoseconds: Math.round(Number(milliseconds) * 1e6),
  }));

/** Measures everything, prints Markdown; resolves with whether our targets were met. */
export async function cost(): Promise<boolean> {
  const lacking = whyNoLab();
  if (lacking !== undefined) throw new Error(lacking);
  if (!existsSync(command)) throw new Error("the command is not built: npm run build");
  if (!existsSync(accountant)) throw new Error("GNU time is not installed: apt-get install time");
  console.log(machineFacts([["tcpdump", "--version"]]));
  using lab = createLab();
  lab.anyIp(network);
  await startListener(lab.target, { port: ports });
  return judge([...(await longList(lab)), ...(await accuracyAtSpeed(lab)), ...(await fleet(lab))]);
}
