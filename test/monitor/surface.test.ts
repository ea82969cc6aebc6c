import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { halfopen } from "../cli/halfopen.ts";
import { createLab, startListener, whyNoLab } from "../lab/index.ts";
import { Home, startDaemon } from "./daemon.ts";
import { samplesOf } from "./exposition.ts";

const missing =
  whyNoLab() ?? (spawnSync("promtool", ["--version"]).error ? "(no promtool)" : undefined);

type Bins = {
  bins: {
    start: number;
    sent: number;
    lost: number;
    p50Ms?: number;
    histogram: { counts: number[] };
  }[];
};
type Targets = {
  targets: {
    id: string;
    state: string;
    since: number;
    endpoints: { address: string; state: string }[];
  }[];
};

const quick = { interval: "100ms", timeout: "500ms" };
const seriesPath = "/api/v1/targets/web/series";

const hash = (token: string) => createHash("sha256").update(token).digest("hex");

describe.skipIf(missing)(`what a monitor shows of itself ${missing ?? ""}`, () => {
  test.concurrent("series, metrics and export agree to the last probe", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    using home = new Home().configure({
      defaults: quick,
      targets: [
        { host: lab.target.address4, name: "web", labels: { team: "edge" } },
        { host: lab.target.address6, name: "six" },
        { host: lab.target.address4, port: 81, name: "shut", closedIsUp: true },
      ],
      probe: { allow: [lab.target.address4] },
    });
    await using daemon = await startDaemon(home, { within: lab.prober });
    await daemon.until<Targets>("/api/v1/targets", ({ targets }) =>
      targets.every(({ state }) => state === "up"),
    );
    await daemon.until<Bins>(
      `${seriesPath}?from=${Date.now() - 3_600_000}&to=${Date.now() + 3_600_000}&bins=1`,
      ({ bins }) => (bins[0]?.sent ?? 0) >= 20,
    );

    const { text: metrics, headers } = await daemon.ask("/metrics");
    expect(headers["content-type"]).toContain("version=0.0.4");
    execFileSync("promtool", ["check", "metrics"], {
      input: metrics,
      stdio: ["pipe", "pipe", "pipe"],
    });
    const samples = samplesOf(metrics);
    const labels = `target="web",address="${lab.target.address4}",port="443",family="4"`;
    const open = `halfopen_probes_total{${labels},outcome="open"}`;
    const answered = `halfopen_rtt_seconds_count{${labels}}`;
    expect(samples[open]).toBeGreaterThanOrEqual(20);
    // Probing goes on while they are written: a delay may have come after the probes were told.
    const later = samplesOf((await daemon.ask("/metrics")).text);
    expect(samples[answered]).toBeGreaterThanOrEqual(samples[open]!);
    expect(samples[answered]).toBeLessThanOrEqual(later[open]!);
    expect(samples[`halfopen_rtt_seconds_bucket{${labels},le="+Inf"}`]).toBe(samples[answered]);
    expect(samples['halfopen_target_up{target="shut"}']).toBe(1);

    const probe = await daemon.ask(`/probe?target=${lab.target.address4}:443&module=tcp_syn`);
    execFileSync("promtool", ["check", "metrics"], {
      input: probe.text,
      stdio: ["pipe", "pipe", "pipe"],
    });
    expect(samplesOf(probe.text)).toMatchObject({ probe_success: 1, probe_ip_protocol: 4 });
    expect(samplesOf(probe.text)['probe_tcp_duration_seconds{phase="syn_rtt"}']).toBeGreaterThan(0);
    expect((await daemon.ask("/probe?target=192.0.2.1:443")).status).toBe(403);

    await daemon.end("SIGTERM");
    const { stdout } = await halfopen(["export", "--data", home.data, "--target", "web"]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { outcome: string; rttMs: number; sentAt: string });
    expect(lines.every(({ outcome, rttMs }) => outcome === "open" && rttMs > 0)).toBe(true);
    expect(lines.length).toBeGreaterThanOrEqual(20);
    const copy = join(home.directory, "copy.db");
    expect(await halfopen(["backup", "--data", home.data, copy])).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect(readFileSync(copy).subarray(0, 15).toString()).toBe("SQLite format 3");
  });

  test.concurrent("a reload leaves alone what stays, takes what is new, and refuses junk", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: [443, 444] });
    const target = (name: string, port: number, more = {}) => ({
      host: lab.target.address4,
      port,
      name,
      ...more,
    });
    const base = { defaults: quick, limits: { rate: 100_000 } };
    using home = new Home().configure({
      ...base,
      targets: [target("stays", 443), target("goes", 444)],
    });
    await using daemon = await startDaemon(home, { within: lab.prober });
    const before = await daemon.until<Targets>("/api/v1/targets", ({ targets }) =>
      targets.every(({ state }) => state === "up"),
    );

    home.configure({ ...base, targets: [target("stays", 443), target("comes", 444)] });
    const after = await daemon.until<Targets>("/api/v1/targets", ({ targets }) =>
      targets.some(({ id, state }) => id === "comes" && state === "up"),
    );
    expect(after.targets.map(({ id }) => id)).toEqual(["stays", "comes"]);
    expect(after.targets[0]!.since).toBe(before.targets[0]!.since);

    writeFileSync(home.config, "targets: [\u0000");
    const refused = await daemon.ask("/-/reload", { method: "POST" });
    expect(refused.status).toBe(400);
    expect((refused.json() as { detail: string }).detail).toContain("is not a text file");
    expect((await daemon.ask("/-/ready")).status).toBe(503);
    expect(
      samplesOf((await daemon.ask("/metrics")).text)["halfopen_config_last_reload_successful"],
    ).toBe(0);
    expect(((await daemon.ask("/api/v1/targets")).json() as Targets).targets).toHaveLength(2);

    const stays = `halfopen_probes_total{target="stays",address="${lab.target.address4}",port="443",family="4",outcome="open"}`;
    const answered = async () => samplesOf((await daemon.ask("/metrics")).text)[stays]!;
    lab.anyIp("10.100.0.0/16");
    const many = Array.from({ length: 10_000 }, (_, n) => ({
      host: `10.100.${n >> 8}.${n & 255}`,
      name: `fleet-${n}`,
      interval: "5s",
    }));
    home.configure({ ...base, targets: [target("stays", 443), ...many] });
    const reload = { over: false };
    const aMinuteOn = performance.now() + 60_000;
    const reloaded = daemon
      .ask("/-/reload", { method: "POST" })
      .finally(() => (reload.over = true));
    // However long ten thousand targets take, probing and answering do not wait for them.
    const counts: number[] = [];
    while (!reload.over) {
      counts.push(await answered());
      await pause(100);
    }
    expect(counts.at(-1)!).toBeGreaterThan(counts[0]!);
    expect((await reloaded).status).toBe(200);
    await daemon.until<Targets>(
      "/api/v1/targets?state=up",
      ({ targets }) => targets.length === 10_001,
      { patience: aMinuteOn - performance.now(), pause: 500 },
    );
    home.configure({ ...base, targets: [target("stays", 443)] });
    daemon.running.child.kill("SIGHUP");
    const last = await daemon.until<Targets>(
      "/api/v1/targets",
      ({ targets }) => targets.length === 1,
      { patience: aMinuteOn - performance.now(), pause: 500 },
    );
    expect(last.targets[0]!.since).toBe(before.targets[0]!.since);
  }, 120_000);

  test.concurrent("a name that cannot be resolved is an incident, and stops nothing else", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    using home = new Home().configure({
      defaults: quick,
      targets: ["nowhere.example.com", { host: lab.target.address4, name: "web" }],
    });
    await using daemon = await startDaemon(home, { within: lab.prober });
    await daemon.until<Targets>("/api/v1/targets", ({ targets }) =>
      targets.some(({ id, state }) => id === "web" && state === "up"),
    );
    const { incidents } = await daemon.until<{
      incidents: { rule: string; target: string; summary: string }[];
    }>("/api/v1/incidents", (body) => body.incidents.length > 0);
    expect(incidents).toMatchObject([{ rule: "unresolved", target: "nowhere.example.com:443" }]);
    expect(incidents[0]!.summary).toContain("cannot resolve");
  }, 40_000);

  test.concurrent("who may ask: tokens, hosts, origins; and what was wrong is one sentence", async () => {
    using lab = createLab();
    using home = new Home().configure({
      listen: "0.0.0.0:8640",
      targets: [],
      tokens: [
        { name: "r", role: "read", sha256: hash("looking") },
        { name: "a", role: "admin", sha256: hash("changing") },
      ],
    });
    await using daemon = await startDaemon(home, { within: lab.prober });
    const ask = async (path: string, token?: string, method = "GET") =>
      (
        await daemon.ask(path, {
          method,
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        })
      ).status;
    expect(
      await Promise.all([
        ask("/-/healthy"),
        ask("/metrics"),
        ask("/metrics", "wrong"),
        ask("/metrics", "looking"),
        ask("/-/reload", "looking", "POST"),
        ask("/-/reload", "changing", "POST"),
        ask("/nothing", "looking"),
        ask("/api/v1/targets/none/series?from=2&to=1", "looking"),
        ask("/api/v1/incidents?limit=0", "looking"),
      ]),
    ).toEqual([200, 401, 401, 200, 403, 200, 404, 400, 400]);
    const openapi = await daemon.ask("/api/openapi.json", {
      headers: { authorization: "Bearer looking" },
    });
    expect(openapi.json()).toMatchObject({
      openapi: "3.1.0",
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      paths: {
        "/api/v1/targets/{id}/series": { get: {} },
        "/metrics": { get: {} },
        "/probe": {
          get: { parameters: [{ name: "target", in: "query", required: true }, {}, {}] },
        },
        "/-/healthy": { get: {} },
        "/-/ready": { get: {} },
      },
    });
    expect(openapi.headers["content-security-policy"]).toContain("default-src 'none'");

    // The socket stays where it is: tokens must stay with it.
    home.configure({ targets: [] });
    const refused = await daemon.ask("/-/reload", {
      method: "POST",
      headers: { authorization: "Bearer changing" },
    });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("goes on listening on 0.0.0.0");
    expect(await Promise.all([ask("/metrics"), ask("/metrics", "looking")])).toEqual([401, 200]);
  });

  test.concurrent("without tokens, pages in a browser are kept out", async () => {
    using lab = createLab();
    using home = new Home().configure({ targets: [] });
    await using daemon = await startDaemon(home, { within: lab.prober });
    const ask = async (method: string, headers: Record<string, string>) =>
      (await daemon.ask("/-/reload", { method, headers })).status;
    expect(await ask("POST", { host: "rebound.example:8640" })).toBe(403);
    expect(await ask("POST", { origin: "https://elsewhere.example" })).toBe(403);
    expect(await ask("POST", { "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await ask("POST", {})).toBe(200);
  });

  test.concurrent("root becomes the user of the configuration, and probing goes on", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    using home = new Home().configure({
      defaults: quick,
      user: "nobody",
      targets: [{ host: lab.target.address4, name: "web" }],
    });
    // The folder around it is root's own: the user must be able to pass.
    execFileSync("chmod", ["755", home.directory]);
    await using daemon = await startDaemon(home, { within: lab.prober });
    await daemon.until<Targets>("/api/v1/targets", ({ targets }) => targets[0]?.state === "up");
    const status = readFileSync(`/proc/${daemon.running.child.pid}/status`, "utf8");
    expect(status).toMatch(/^CapEff:\s+0{16}$/m);
    expect(status).toMatch(/^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
    const tasks = execFileSync(
      "sh",
      ["-c", `cat /proc/${daemon.running.child.pid}/task/*/status | grep CapEff | sort -u`],
      { encoding: "utf8" },
    );
    expect(tasks.trim()).toMatch(/^CapEff:\s+0{16}$/);
  });

  test.concurrent("a capability that was given is given up, and probing goes on", async () => {
    using lab = createLab();
    await startListener(lab.target, { port: 443 });
    using home = new Home().configure({
      defaults: quick,
      targets: [{ host: lab.target.address4, name: "web" }],
    });
    execFileSync("chown", ["-R", "65534:65534", home.directory]);
    // As systemd does with AmbientCapabilities=CAP_NET_RAW and a user.
    const words = ["--ambient-caps=+net_raw", "--inh-caps=+net_raw", "--regid=65534"];
    const before = ["setpriv", "--reuid=65534", "--clear-groups", ...words];
    await using daemon = await startDaemon(home, { within: lab.prober, before });
    await daemon.until<Targets>("/api/v1/targets", ({ targets }) => targets[0]?.state === "up");
    const { pid } = daemon.running.child;
    const status = readFileSync(`/proc/${pid}/task/${pid}/status`, "utf8");
    for (const set of ["Inh", "Prm", "Eff", "Amb"]) {
      expect(status).toMatch(new RegExp(`^Cap${set}:\\s+0{16}$`, "m"));
    }
    expect(status).toMatch(/^Uid:\s+65534\s/m);
    expect((await daemon.end()).stderr).toContain("running as uid 65534, without capabilities");
  });
});
