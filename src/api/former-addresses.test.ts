import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { MonitorView, TargetView } from "../monitor/index.ts";
import { openStore } from "../store/index.ts";
import { nanoseconds } from "../units.ts";
import { createApi } from "./app.ts";
import type { GlancesBody, SeriesBody, StatusDaysBody } from "./contract.ts";
import { Dashboard } from "./dashboard.ts";

const folder = mkdtempSync(join(tmpdir(), "halfopen-addresses-"));
afterAll(() => rmSync(folder, { recursive: true }));

const day = 86_400_000;
const now = Date.now();
const endpointAt = (address: string) => ({ address, family: 4, port: 443 }) as const;

const sum = (cells: readonly { sent: number }[]) => cells.reduce((all, { sent }) => all + sent, 0);

test("a target that was moved to another address keeps its past: in its series, glances and days", async () => {
  await using store = await openStore({
    directory: folder,
    vantage: "here",
    retention: { samples: 3 * day, minutes: 90 * day, hours: 1825 * day },
    worker: new URL("../../dist/store/worker.js", import.meta.url),
  });
  const measure = (target: string, address: string, count: number, secondsAgo: number) => {
    const series = store.seriesOf({ target, endpoint: endpointAt(address) });
    const seconds = Math.floor(now / 1000) - secondsAgo;
    for (let n = 0; n < count; n++) {
      store.append(series, { seconds: seconds + n, nanoseconds: 0 }, "open", nanoseconds(1e6));
    }
    return series;
  };
  measure("web", "192.0.2.1", 30, 1200);
  measure("other", "192.0.2.1", 99, 1200);
  const series = measure("web", "192.0.2.2", 12, 600);
  await store.save({});

  // What it is now: one endpoint, that at the second address.
  const web = { id: "web", endpoints: [{ endpoint: endpointAt("192.0.2.2"), series }] };
  const target = (id: string) => (id === "web" ? (web as unknown as TargetView) : undefined);
  const api = createApi({
    monitor: { target, subscribe: () => () => {} } as unknown as MonitorView,
    store,
    config: () => ({ tokens: [], statusPage: { public: false } }) as never,
    version: "0",
    dashboard: new Dashboard(join(folder, "none")),
    metrics: () => [][Symbol.iterator](),
    probe: () => Promise.reject(new Error("nothing is probed")),
    now: () => ({ wall: now, monotonic: 0 }),
    addressOf: () => "127.0.0.1",
    log: (_, sentence) => expect.fail(sentence),
  });
  const ask = async (path: string): Promise<unknown> => {
    const headers = { host: "127.0.0.1:8640" };
    const response = await api.fetch(new Request(`http://127.0.0.1:8640${path}`, { headers }));
    return response.json();
  };

  const span = `from=${now - 3_600_000}&to=${now}&bins=60`;
  const whole = (await ask(`/api/v1/targets/web/series?${span}`)) as SeriesBody;
  expect(sum(whole.bins)).toBe(42);
  const former = `/api/v1/targets/web/series?${span}&endpoint=192.0.2.1`;
  expect(sum(((await ask(former)) as SeriesBody).bins)).toBe(30);
  const { glances } = (await ask("/api/v1/glances?target=web")) as GlancesBody;
  expect(sum(glances[0]!.cells)).toBe(42);
  const { targets } = (await ask("/api/v1/status-page/days?target=web")) as StatusDaysBody;
  expect(sum(targets[0]!.days)).toBe(42);
});
