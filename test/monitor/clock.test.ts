import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "../../src/config/index.ts";
import { Monitor, type MonitorEvent, timeOrderedIds } from "../../src/monitor/index.ts";
import { openConnector } from "../../src/net/index.ts";
import { Outbox } from "../../src/notify/index.ts";
import { ConnectProber } from "../../src/probe/index.ts";
import { openStore } from "../../src/store/index.ts";
import { NameWatcher } from "../../src/targets/index.ts";
import { SteppedClock } from "./stepped-clock.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-clock-"));
afterAll(() => rmSync(folder, { recursive: true }));

const hour = 3_600_000;
/** Half an hour before the window of maintenance opens: an hour forth and back lead into it and out again. */
const noon = Date.parse("2026-01-01T12:30:00Z");

async function listening(server: Server, port = 0): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

const tcpServer = (): Server => createServer((socket) => socket.on("error", () => {}).destroy());
const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
  });

/** Takes webhooks, but not the first two: fails those. */
async function receiver() {
  const told: { key: string; kind: string; targets: string[] }[] = [];
  let asked = 0;
  const server = createHttpServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      if (++asked <= 2) return response.writeHead(500).end();
      const { kind, incidents } = JSON.parse(body) as {
        kind: string;
        incidents: { target: string }[];
      };
      const targets = incidents.map(({ target }) => target);
      told.push({ key: String(request.headers["idempotency-key"]), kind, targets });
      return response.writeHead(204).end();
    });
  });
  return { told, server, port: await listening(server), asked: () => asked };
}

/** Looks again and again; rejects with what there is instead after 20 s. */
async function until(condition: () => boolean, instead: () => unknown): Promise<void> {
  const start = performance.now();
  while (!condition()) {
    if (performance.now() - start > 20_000) throw new Error(JSON.stringify(instead()));
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}

test("the clock is set an hour forth and back under a whole daemon: nothing false, nothing missed", async () => {
  using clock = new SteppedClock(noon);
  const web = tcpServer();
  const webPort = await listening(web);
  const quiet = tcpServer();
  const quietPort = await listening(quiet);
  const shut = tcpServer();
  const shutPort = await listening(shut);
  await closed(shut);
  const hook = await receiver();
  writeFileSync(
    join(folder, "halfopen.yaml"),
    JSON.stringify({
      data: join(folder, "data"),
      vantage: "here",
      limits: { ratePerAddress: 1000 },
      defaults: { interval: "100ms", timeout: "2s" },
      targets: [
        { host: "127.0.0.1", port: webPort, name: "web" },
        { host: "127.0.0.1", port: quietPort, name: "quiet", labels: { planned: "yes" } },
        { host: "127.0.0.1", port: shutPort, name: "shut" },
      ],
      alerts: { groupWithin: "100ms" },
      notify: [{ webhook: { url: `http://127.0.0.1:${hook.port}/` } }],
      maintenance: [{ targets: { planned: "yes" }, schedule: "0 13 * * *", duration: "1h" }],
    }),
  );
  const load = () => loadConfig(join(folder, "halfopen.yaml"), { env: {}, hostname: "here" });
  const loaded = load();
  if (!loaded.ok) throw new Error(loaded.problems.join("\n"));
  const { config } = loaded;

  const now = () => ({ wall: clock.now(), monotonic: performance.now() });
  const newId = timeOrderedIds(clock.now);
  const caps = { ratePerAddress: config.limits.ratePerAddress };
  await using prober = new ConnectProber(openConnector(clock), clock, { caps });
  const open = () =>
    openStore({
      directory: config.data,
      vantage: "here",
      retention: config.retention,
      worker: clock.storeWorker,
    });
  const results = new Map<string, number>();
  const log: string[] = [];
  {
    await using store = await open();
    await using outbox = new Outbox({
      channels: config.notify,
      save: (changes) => store.save(changes),
      now: clock.now,
      newId,
      vantage: "here",
      log: (_, sentence) => log.push(sentence),
    });
    const names = new NameWatcher({
      lookup: async () => ({ addresses: [] }),
      now: () => performance.now(),
    });
    const say = (_: string, sentence: string) => log.push(sentence);
    const parts = { config, prober, store, outbox, names, load, now, newId, log: say };
    const monitor = new Monitor(parts);
    monitor.subscribe((event: MonitorEvent) => {
      if (event.event !== "result") return;
      results.set(event.target.id, (results.get(event.target.id) ?? 0) + 1);
    });
    const running = monitor.run();
    const stateOf = (id: string) => monitor.target(id)?.state;
    const states = () => [stateOf("web"), stateOf("quiet"), stateOf("shut")];
    const are = (...wanted: string[]) => until(() => states().join() === wanted.join(), states);
    const incidentsNow = () =>
      monitor.openIncidents().map(({ target, rule }) => `${target} ${rule}`);
    /** So long that windows are looked at, and every target was probed, by the clock as it is now. */
    const settle = () => {
      const [probed, at] = [new Map(results), performance.now()];
      return until(
        () =>
          performance.now() - at > 2000 &&
          [...results].every(([id, count]) => count > (probed.get(id) ?? 0) + 5),
        () => [...results],
      );
    };

    await are("up", "up", "down");
    await until(
      () => hook.asked() === 1,
      () => log,
    );
    expect(incidentsNow()).toEqual(["shut down"]);

    clock.step(hour);
    await are("up", "maintenance", "down");
    await settle();
    expect(incidentsNow()).toEqual(["shut down"]);
    // What really happens is noticed.
    await closed(web);
    await are("down", "maintenance", "down");
    expect(incidentsNow()).toEqual(["shut down", "web down"]);

    clock.step(-hour);
    await are("down", "up", "down");
    await settle();
    expect(incidentsNow()).toEqual(["shut down", "web down"]);
    const back = tcpServer();
    await listening(back, webPort);
    await are("up", "up", "down");
    await until(
      () => hook.told.length === 3,
      () => [hook.told, log],
    );
    expect(incidentsNow()).toEqual(["shut down"]);
    // Those two that failed were tried again; nothing was told twice, and nobody reminded.
    expect(hook.told.map(({ kind, targets }) => `${kind} ${targets.join()}`)).toEqual([
      "opened shut",
      "opened web",
      "closed web",
    ]);

    monitor.stop();
    await running;
    const incidents = await store.incidents({ limit: 100 });
    expect(incidents.map(({ target }) => target)).toEqual(["web", "shut"]);
    expect(incidents[0]!.closedAt).toBeGreaterThanOrEqual(incidents[0]!.openedAt);
    const events = await store.events({ limit: 1000 });
    expect(events.filter(({ kind }) => kind === "clock").length).toBeGreaterThan(0);
    await closed(back);
  }
  hook.server.close();
  hook.server.closeAllConnections();
  await closed(quiet);

  // Every result is counted once, whether its minute was over, open, or came back.
  await using store = await open();
  for (const [target, port] of [
    ["web", webPort],
    ["quiet", quietPort],
    ["shut", shutPort],
  ] as const) {
    const id = store.seriesOf({ target, endpoint: { address: "127.0.0.1", family: 4, port } });
    for (const around of [hour * 2, hour * 24 * 40]) {
      const stretch = { series: [id], from: noon - around, to: noon + around, bins: 1 };
      expect(await store.bins(stretch)).toMatchObject([{ sent: results.get(target) }]);
    }
  }
}, 60_000);
