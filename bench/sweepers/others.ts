import { fileURLToPath } from "node:url";
import type { Expense } from "../metered.ts";
import { differentAddresses, type Sweeper } from "./sweeper.ts";

const rate = 50_000;

export const masscan: Sweeper = {
  name: `masscan --rate ${rate}`,
  installed: ["masscan", "--version"],
  prefixLength: 16,
  rtt: "no",
  commandLine({ from, ownMac, peerMac, prefix, port }) {
    const ends = `--adapter-ip ${from.address4} --adapter-mac ${ownMac} --router-mac ${peerMac}`;
    const words = `${prefix} -p ${port} --rate ${rate} --wait 1 --adapter ${from.device} ${ends}`;
    return ["masscan", ...words.split(" ")];
  },
  answersIn: (output) => differentAddresses(output, /open port \d+\/tcp on (\S+)/g),
};

export const nmap: Sweeper = {
  name: "nmap -sS -T5",
  installed: ["nmap", "--version"],
  prefixLength: 16,
  rtt: "each, own clock",
  commandLine: ({ prefix, port }) => [
    "nmap",
    ...`-n -Pn -sS -p ${port} --open -T5 --min-rate ${rate} -oG - ${prefix}`.split(" "),
  ],
  answersIn: (output) => differentAddresses(output, /^Host: (\S+) .*\/open\/tcp/gm),
};

export const fping: Sweeper = {
  name: "fping -i 0 (ICMP)",
  installed: ["fping", "--version"],
  prefixLength: 16,
  rtt: "each",
  commandLine({ prefix }) {
    const [first = ""] = prefix.split("/");
    // Given as a prefix, it leaves out the first and the last address.
    const last = first.replace(/\.0\.0$/, ".255.255");
    return ["fping", ..."-a -e -i 0 -r 0 -t 1000 -g".split(" "), first, last];
  },
  answersIn: (output) => differentAddresses(output, /^(\S+) \(/gm),
};

const driver = fileURLToPath(new URL("./blackbox-child.mjs", import.meta.url));

/** Asked over HTTP for one probe after the other, some at a time, as Prometheus does. */
export const blackbox: Sweeper = {
  name: "blackbox_exporter tcp",
  installed: ["prometheus-blackbox-exporter", "--version"],
  prefixLength: 20,
  rtt: "the whole probe's",
  commandLine: ({ prefix, port }) => [process.execPath, driver, prefix, String(port)],
  answersIn: (output) => differentAddresses(output, /^(10\.\S+)$/gm),
  expenseIn: (output) => JSON.parse(output.trimEnd().split("\n").at(-1)!) as Expense,
};
