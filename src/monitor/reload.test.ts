import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type LoadedConfig, loadConfig } from "../config/index.ts";
import { Monitor, type MonitorParts } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-reload-"));
const file = join(folder, "halfopen.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

const tokens = `tokens: [{ name: ops, role: admin, sha256: ${"a".repeat(64)} }]`;
const load = (): LoadedConfig => loadConfig(file, { env: {}, hostname: "here" });

/** A monitor that runs by a configuration, with parts that do nothing; it is only reloaded here. */
function monitorOf(text: string, more: Partial<MonitorParts> = {}) {
  writeFileSync(file, text);
  const loaded = load();
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  const log: string[] = [];
  const parts = {
    config: loaded.config,
    prober: { method: "syn", selfCheck: () => ({ clockSteps: 0, ringDrops: 0, skipped: 0 }) },
    store: {
      remembered: { health: new Map(), openIncidents: [], pending: [] },
      save: async () => {},
      status: () => ({ state: "ok" }),
      keep: () => {},
    },
    outbox: { restore: () => {}, configure: () => {}, prepare: () => [], enqueue: () => {} },
    names: { watch: () => ({ stop: () => {} }) },
    load,
    now: () => ({ wall: 0, monotonic: 0 }),
    newId: () => "id",
    log: (_: string, sentence: string) => log.push(sentence),
    ...more,
  } as unknown as MonitorParts;
  const monitor = new Monitor(parts);
  return {
    monitor,
    log,
    become: (wanted: string) => {
      writeFileSync(file, wanted);
      return monitor.reload();
    },
  };
}

describe("what a reload cannot change stays as it is, also for whoever reads it", () => {
  test.each([
    ["listen", "listen: 127.0.0.1:8640", "listen: 127.0.0.1:9000"],
    ["vantage", "vantage: here", "vantage: there"],
    ["user", "user: nobody", "{}"],
    ["interface", "{}", "interface: eth9"],
    ["limits", "limits: { rate: 5 }", "limits: { rate: 6 }"],
  ] as const)("%s", async (key, before, after) => {
    const { monitor, log, become } = monitorOf(before);
    const running = monitor.config[key];
    expect(await become(after)).toMatchObject({ ok: true });
    expect(monitor.config[key]).toEqual(running);
    expect(log.join()).toContain(
      `${key} was changed: that takes effect when the daemon is started`,
    );
  });

  test("what can change does", async () => {
    const { monitor, become } = monitorOf("targets: []");
    expect(await become("targets: [a.example]")).toMatchObject({ ok: true, added: 1 });
    expect(monitor.config.targets).toHaveLength(1);
  });
});

describe("a daemon that other machines reach is never left without tokens", () => {
  const open = `listen: 0.0.0.0:8640\n${tokens}`;

  test.each(["listen: 127.0.0.1:8640", "{}"])("becoming %s is refused", async (wanted) => {
    const { monitor, become } = monitorOf(open);
    expect(await become(wanted)).toEqual({
      ok: false,
      problems: [expect.stringContaining("goes on listening on 0.0.0.0")],
    });
    expect(monitor.config.tokens).toHaveLength(1);
  });

  test("other tokens are taken", async () => {
    const { monitor, become } = monitorOf(open);
    const wanted = `listen: 127.0.0.1:8640\n${tokens.replace("ops", "new")}`;
    expect(await become(wanted)).toMatchObject({ ok: true });
    expect(monitor.config).toMatchObject({
      listen: { host: "0.0.0.0" },
      tokens: [{ name: "new" }],
    });
  });
});

test("a configuration that cannot even be looked at changes nothing, and is told", async () => {
  const { monitor, log } = monitorOf("targets: [a.example]", {
    load: () => {
      throw new Error("the disk is gone");
    },
  });
  expect(await monitor.reload()).toEqual({ ok: false, problems: ["the disk is gone"] });
  expect(monitor.config.targets).toHaveLength(1);
  expect(log.join()).toContain("the disk is gone");
});

test("whoever asks while it is being read gets what comes after, and whoever asked first what was read", async () => {
  let loads = 0;
  const { monitor } = monitorOf("targets: []", {
    load: async () => {
      loads++;
      return load();
    },
  });
  writeFileSync(file, "targets: [a.example]");
  const first = monitor.reload();
  const [second, third] = [monitor.reload(), monitor.reload()];
  expect(await first).toMatchObject({ ok: true, added: 1 });
  expect(await second).toMatchObject({ ok: true, added: 0 });
  expect(await third).toMatchObject({ ok: true, added: 0 });
  expect(loads).toBe(2);
});
