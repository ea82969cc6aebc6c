// Has blackbox_exporter probe every address of a prefix: PREFIX PORT. Prints those that answered,
// then what the exporter itself took, as JSON.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

const [prefix, port] = process.argv.slice(2);
const atOnce = 16;
const program = "prometheus-blackbox-exporter";
const listen = "127.0.0.1:9115";

const [network, length] = prefix.split("/");
const first = network.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
const addresses = Array.from({ length: 2 ** (32 - Number(length)) }, (_, index) =>
  [24, 16, 8, 0].map((shift) => ((first + index) >>> shift) & 0xff).join("."),
);

const folder = mkdtempSync(join(tmpdir(), "halfopen-bench-"));
const configuration = join(folder, "blackbox.yml");
writeFileSync(configuration, "modules: {tcp: {prober: tcp}}\n");
const exporter = spawn(
  program,
  [`--config.file=${configuration}`, `--web.listen-address=${listen}`, "--log.level=error"],
  { stdio: "ignore" },
);
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

const ask = (path) =>
  new Promise((resolve, reject) => {
    get(`http://${listen}${path}`, { agent }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve(body));
    }).on("error", reject);
  });

async function ready() {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await ask("/-/healthy").catch(() => undefined)) return;
    await setTimeout(20);
  }
  throw new Error("blackbox_exporter does not answer");
}

async function probeInTurn() {
  for (let address = addresses.pop(); address !== undefined; address = addresses.pop()) {
    const metrics = await ask(`/probe?module=tcp&target=${address}:${port}`);
    if (/^probe_success 1$/m.test(metrics)) console.log(address);
  }
}

try {
  await ready();
  await Promise.all(Array.from({ length: atOnce }, probeInTurn));
  const ticks = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  const fields = readFileSync(`/proc/${exporter.pid}/stat`, "utf8").split(") ")[1].split(" ");
  const status = readFileSync(`/proc/${exporter.pid}/status`, "utf8");
  const memory = Number(/^VmHWM:\s+(\d+)/m.exec(status)[1]) * 1024;
  const [user, system] = [fields[11] / ticks, fields[12] / ticks];
  console.log(JSON.stringify({ user, system, memory }));
} finally {
  exporter.kill("SIGKILL");
  agent.destroy();
  rmSync(folder, { recursive: true });
}
