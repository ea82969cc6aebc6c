import { writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLab, type Door, type Lab, openDoor, startListener, whyNoLab } from "../lab/index.ts";
import { type Daemon, Home, startDaemon } from "./daemon.ts";

const missing = whyNoLab({ alsoNeeds: ["prometheus", "prometheus-blackbox-exporter"] });

const exporterPort = 9115;
const prometheusPort = 9090;
const halfopenAt = "127.0.0.1:8640";

/** An answer of something else's HTTP face in the namespace. */
const ask = (door: Door, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ socketPath: door.path, path, headers: { host: "127.0.0.1" } }, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += String(chunk)));
      response.on("end", () => resolve(text));
    }).on("error", reject);
  });

/** Asks until the answer is what is waited for; no answer is not yet one. Rejects after 20 s. */
async function until<Told>(
  look: () => Promise<Told>,
  done: (answer: Told) => boolean,
): Promise<Told> {
  const start = performance.now();
  let latest: unknown = "nothing";
  while (performance.now() - start < 20_000) {
    try {
      const told = await look();
      if (done(told)) return told;
      latest = told;
    } catch (error) {
      latest = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("what was waited for was not said", { cause: latest });
}

type Vector = { data: { result: { metric: Record<string, string>; value: [number, string] }[] } };

/** What a query of PromQL gives: by the named label, or under "" for one number. */
async function query(
  door: Door,
  expression: string,
  by = "",
): Promise<Readonly<Record<string, number>>> {
  const text = await ask(door, `/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { data } = JSON.parse(text) as Vector;
  return Object.fromEntries(
    data.result.map(({ metric, value }) => [metric[by] ?? "", Number(value[1])]),
  );
}

/** The scrape configuration of the guide to the metrics. */
const scraping = (targets: readonly string[]) => ({
  global: { scrape_interval: "1s" },
  scrape_configs: [
    { job_name: "halfopen", static_configs: [{ targets: [halfopenAt] }] },
    {
      job_name: "halfopen-probe",
      metrics_path: "/probe",
      params: { module: ["tcp_syn"] },
      static_configs: [{ targets }],
      relabel_configs: [
        { source_labels: ["__address__"], target_label: "__param_target" },
        { source_labels: ["__param_target"], target_label: "instance" },
        { target_label: "__address__", replacement: halfopenAt },
      ],
    },
  ],
});

/** Each family of an exposition: its type, and the labels of its samples. */
function familiesOf(exposition: string): Record<string, { type: string; labels: string[] }> {
  const found: Record<string, { type: string; labels: string[] }> = {};
  for (const [, name = "", type = ""] of exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const samples = exposition.matchAll(new RegExp(`^${name}(\\{[^}]*\\})? `, "gm"));
    found[name] = { type, labels: Array.from(samples, ([, labels = ""]) => labels) };
  }
  return found;
}

const valueOf = (exposition: string, name: string): number =>
  Number(new RegExp(`^${name} (\\S+)$`, "m").exec(exposition)?.[1]);

async function startMonitor(lab: Lab, home: Home): Promise<Daemon> {
  await startListener(lab.target, { port: 443 });
  home.configure({
    defaults: { interval: "100ms", timeout: "400ms" },
    targets: [
      { host: lab.target.address4, name: "web", labels: { team: "edge" } },
      { host: lab.target.address4, port: 81, name: "shut" },
    ],
    probe: { allow: [lab.target.address4, lab.target.address6] },
  });
  return startDaemon(home, { within: lab.prober });
}

describe.skipIf(missing)(`beside Prometheus ${missing ?? ""}`, () => {
  test.concurrent("Prometheus scrapes metrics and probes, and answers questions about them", async () => {
    using lab = createLab();
    using home = new Home();
    await using daemon = await startMonitor(lab, home);
    const open = `${lab.target.address4}:443`;
    const closed = `${lab.target.address4}:81`;
    const settings = join(home.directory, "prometheus.yml");
    writeFileSync(settings, JSON.stringify(scraping([open, closed])));
    const words = [
      `--config.file=${settings}`,
      `--storage.tsdb.path=${join(home.directory, "prometheus")}`,
      `--web.listen-address=127.0.0.1:${prometheusPort}`,
    ];
    lab.prober.spawn("prometheus", words, { stdio: "ignore" });
    using door = await openDoor(lab.prober, { port: prometheusPort });

    const probes = 'sum by (target) (halfopen_probes_total{outcome=~"open|closed"})';
    await until(
      () => query(door, probes, "target"),
      ({ web = 0, shut = 0 }) => web > 20 && shut > 20,
    );
    expect(await query(door, "halfopen_target_up", "target")).toEqual({ web: 1, shut: 0 });
    const quantile = "histogram_quantile(0.5, sum by (le) (halfopen_rtt_seconds_bucket))";
    const { "": median = Number.NaN } = await query(door, quantile);
    expect(median).toBeGreaterThan(0);
    expect(median).toBeLessThan(0.1);
    const byTeam =
      'sum by (label_team) (halfopen_probes_total * on (target) group_left (label_team) halfopen_target_info{label_team="edge"})';
    expect(Object.keys(await query(door, byTeam, "label_team"))).toEqual(["edge"]);
    const success = await until(
      () => query(door, "probe_success", "instance"),
      (told) => open in told && closed in told,
    );
    expect(success).toEqual({ [open]: 1, [closed]: 0 });
    expect(
      Object.keys(await query(door, "probe_tcp_duration_seconds", "phase")).toSorted(),
    ).toEqual(["resolve", "syn_rtt"]);
    expect((await daemon.end()).code).toBe(0);
  });

  test.concurrent("/probe answers in the names and types of blackbox_exporter", async () => {
    using lab = createLab();
    using home = new Home();
    await using daemon = await startMonitor(lab, home);
    const settings = join(home.directory, "blackbox.yml");
    writeFileSync(
      settings,
      JSON.stringify({ modules: { tcp_syn: { prober: "tcp", timeout: "2s" } } }),
    );
    const words = [`--config.file=${settings}`, `--web.listen-address=127.0.0.1:${exporterPort}`];
    lab.prober.spawn("prometheus-blackbox-exporter", words, { stdio: "ignore" });
    using door = await openDoor(lab.prober, { port: exporterPort });
    await until(
      () => ask(door, "/-/healthy"),
      (text) => text.includes("ealthy"),
    );
    const cases = [
      [`${lab.target.address4}:443`, 1, 4],
      [`[${lab.target.address6}]:443`, 1, 6],
      [`${lab.target.address4}:81`, 0, 4],
    ] as const;
    for (const [target, success, protocol] of cases) {
      const path = `/probe?module=tcp_syn&target=${encodeURIComponent(target)}`;
      const theirs = await ask(door, path);
      const { text: ours } = await daemon.ask(path);
      const [told, given] = [familiesOf(theirs), familiesOf(ours)];
      for (const name of [
        "probe_success",
        "probe_duration_seconds",
        "probe_dns_lookup_time_seconds",
        "probe_ip_protocol",
        "probe_ip_addr_hash",
      ]) {
        expect([target, name, given[name]]).toEqual([target, name, told[name]]);
      }
      for (const [name, value] of [
        ["probe_success", success],
        ["probe_ip_protocol", protocol],
        ["probe_ip_addr_hash", valueOf(theirs, "probe_ip_addr_hash")],
      ] as const) {
        expect([target, name, valueOf(ours, name), valueOf(theirs, name)]).toEqual([
          target,
          name,
          value,
          value,
        ]);
      }
    }
  });
});
