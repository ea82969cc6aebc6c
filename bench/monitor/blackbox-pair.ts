import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type Lab, openDoor } from "../../test/lab/index.ts";
import { get } from "node:http";
import { peakMemoryOf, sharesOver } from "./expense.ts";
import { addressOf, port } from "./watching.ts";

export const commands = [
  ["prometheus", "--version"],
  ["prometheus-blackbox-exporter", "--version"],
] as const;

const exporterAt = "127.0.0.1:9115";
const prometheusPort = 9090;

export type Pair = {
  /** Shares of one core. */
  readonly exporter: number;
  readonly prometheus: number;
  /** Octets, of both together. */
  readonly memory: number;
  /** Probes a second that succeeded, as Prometheus has stored them. */
  readonly rate: number;
};

/** Has Prometheus ask blackbox_exporter for a TCP connection to each endpoint, once a second. */
export async function blackboxPair(
  lab: Lab,
  { endpoints, settle, look }: { endpoints: number; settle: number; look: number },
): Promise<Pair> {
  const folder = mkdtempSync(join(tmpdir(), "halfopen-bench-"));
  const file = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };
  const modules = file("blackbox.yml", { modules: { tcp: { prober: "tcp" } } });
  const settings = file("prometheus.yml", scraping(endpoints));
  const exporter = lab.prober.spawn(
    "prometheus-blackbox-exporter",
    [`--config.file=${modules}`, `--web.listen-address=${exporterAt}`, "--log.level=error"],
    { stdio: "ignore" },
  );
  const prometheus = lab.prober.spawn(
    "prometheus",
    [
      `--config.file=${settings}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  try {
    await setTimeout(settle * 1000);
    const pids = [exporter.pid!, prometheus.pid!];
    const shares = await sharesOver(look, pids);
    using door = await openDoor(lab.prober, { port: prometheusPort });
    const succeeded = await query(door.path, `sum(sum_over_time(probe_success[${look}s]))`);
    return {
      exporter: shares[0]!,
      prometheus: shares[1]!,
      memory: pids.map(peakMemoryOf).reduce((sum, octets) => sum + octets, 0),
      rate: succeeded / look,
    };
  } finally {
    const ended = [exporter, prometheus].map(
      (child) => new Promise((resolve) => child.once("exit", resolve)),
    );
    for (const child of [exporter, prometheus]) child.kill("SIGKILL");
    await Promise.all(ended);
    rmSync(folder, { recursive: true });
  }
}

/** The multi-target exporter pattern, as blackbox_exporter's guide shows it. */
const scraping = (endpoints: number) => ({
  global: { scrape_interval: "1s", scrape_timeout: "1s" },
  scrape_configs: [
    {
      job_name: "blackbox",
      metrics_path: "/probe",
      params: { module: ["tcp"] },
      static_configs: [
        { targets: Array.from({ length: endpoints }, (_, n) => `${addressOf(n)}:${port}`) },
      ],
      relabel_configs: [
        { source_labels: ["__address__"], target_label: "__param_target" },
        { source_labels: ["__param_target"], target_label: "instance" },
        { target_label: "__address__", replacement: exporterAt },
      ],
    },
  ],
});

function query(socketPath: string, expression: string): Promise<number> {
  const path = `/api/v1/query?query=${encodeURIComponent(expression)}`;
  return new Promise((resolve, reject) => {
    get({ socketPath, path }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.on("end", () => {
        const body = JSON.parse(text) as { data: { result: { value: [number, string] }[] } };
        resolve(Number(body.data.result[0]?.value[1] ?? 0));
      });
    }).on("error", reject);
  });
}
