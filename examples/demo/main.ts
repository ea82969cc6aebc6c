/**
 * The product alive in a minute: a network of forty servers of different characters in namespaces of
 * its own, thirty days of their history, and a monitor that watches them. Needs root on Linux.
 *
 *     sudo npm run demo
 */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createLab, whyNoLab } from "../../test/lab/index.ts";
import { characters } from "./characters.ts";
import { fillHistory } from "./history.ts";
import { nameServers, openToBrowsers, startServers } from "./network.ts";

const inside = 8640;
const vantage = "demo";
const program = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

const { values } = parseArgs({
  options: {
    port: { type: "string", default: String(inside) },
    days: { type: "string", default: "30" },
    targets: { type: "string", default: "40" },
    data: { type: "string" },
    seed: { type: "string", default: "1" },
  },
});
const [port, days, count, seed] = [values.port, values.days, values.targets, values.seed].map(
  Number,
) as [number, number, number, number];

const lacking = whyNoLab();
if (lacking !== undefined) {
  console.error(lacking);
  process.exit(2);
}
const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
const folder = mkdtempSync(join(tmpdir(), "halfopen-demo-"));
const data = values.data ?? join(folder, "data");
try {
  const cast = characters(count);
  console.log(`filling ${days} days of history for ${count} targets …`);
  const samples = await fillHistory(cast, { directory: data, vantage, days, seed });
  console.log(`${samples.toLocaleString("en")} samples`);

  using lab = createLab();
  console.log(`namespace ${lab.prober.name}`);
  using _ = nameServers(lab, cast);
  await startServers(lab, cast, seed);
  const config = join(folder, "halfopen.yaml");
  writeFileSync(config, JSON.stringify(configOf(cast), undefined, 2));
  const daemon = lab.prober.spawn(process.execPath, [program, "monitor", "--config", config], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ended = once(daemon, "exit");
  using opened = await openToBrowsers(lab, inside, port);
  console.log(`\n  http://127.0.0.1:${opened.port}/   (Ctrl-C ends it)\n`);
  await Promise.race([stopped, ended]);
  daemon.kill("SIGTERM");
  await ended;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What the monitor of the demo is told. */
function configOf(cast: ReturnType<typeof characters>) {
  return {
    listen: `127.0.0.1:${inside}`,
    data,
    vantage,
    limits: { rate: 100_000 },
    defaults: { interval: "5s", timeout: "2s" },
    targets: cast.map(({ name, addresses, port: at, labels }) => ({
      name,
      port: at,
      labels,
      ...(addresses.length > 1 ? { host: name, addresses: "all" } : { host: addresses[0] }),
    })),
    // Somebody is told, who does nothing about it.
    notify: [{ command: { run: ["true"] } }],
    alerts: {
      down: { consecutiveLost: 3, confirm: 5 },
      lossy: { lossRatio: 0.1, over: "5m" },
      slow: { quantile: 0.95, above: "300ms", over: "5m" },
    },
    maintenance: [
      { targets: { team: "data" }, schedule: "0 3 * * 0", duration: "1h", timezone: "Asia/Tokyo" },
    ],
    statusPage: { public: true, title: "Example Networks", groupBy: "team" },
  };
}
