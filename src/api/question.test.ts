import { describe, expect, test } from "vitest";
import type { MonitorView, TargetView } from "../monitor/index.ts";
import type { Store } from "../store/index.ts";
import { createApi } from "./app.ts";
import { Dashboard } from "./dashboard.ts";

const web = { id: "web", state: "up", since: 0, labels: {}, endpoints: [] };
/** Of the incidents that were asked for: which. */
const asked: object[] = [];

const api = createApi({
  monitor: {
    targets: () => [],
    target: () => web as unknown as TargetView,
    subscribe: () => () => {},
  } as unknown as MonitorView,
  store: {
    incidents: async (query: object) => {
      asked.push(query);
      return [];
    },
  } as unknown as Store,
  config: () => ({ tokens: [], statusPage: { public: false } }) as never,
  version: "0",
  dashboard: new Dashboard("/none"),
  metrics: () => [][Symbol.iterator](),
  probe: () => Promise.reject(new Error("nothing is probed")),
  now: () => ({ wall: 0, monotonic: 0 }),
  addressOf: () => "127.0.0.1",
  log: (_, sentence) => expect.fail(sentence),
});

async function ask(path: string, method = "GET", body?: string) {
  const headers = { host: "127.0.0.1:8640", "content-type": "application/json" };
  const init = { method, headers, ...(body !== undefined && { body }) };
  const response = await api.fetch(new Request(`http://127.0.0.1:8640${path}`, init));
  const text = await response.text();
  const { detail } = (text.startsWith("{") ? JSON.parse(text) : {}) as { detail?: string };
  return { status: response.status, detail, allow: response.headers.get("allow") };
}

const aTime = "expected epoch milliseconds, or RFC 3339 such as 2026-01-31T12:00:00Z";
const aLabel = "expected name:value such as team:edge";
const someEvents = "expected some of result, state, incident, targets, note, with commas between";
const aPerson = "expected who acknowledges it, in up to 200 characters";
const series = "/api/v1/targets/web/series";

describe("a wrong question is told which parameter is wrong, what was expected and what stands there", () => {
  test.each([
    [`${series}?to=1`, `from is missing: ${aTime}`],
    [`${series}?from=now&to=then`, `from: ${aTime}, got "now"; to: ${aTime}, got "then"`],
    [`${series}?from=1&from=2&to=3`, `from: ${aTime}, got 2 of them`],
    [`${series}?from=2&to=1`, "from must be before to"],
    [`${series}?from=1&to=2&bins=0`, 'bins: expected a whole number from 1 to 2000, got "0"'],
    ["/api/v1/incidents?limit=all", 'limit: expected a whole number from 1 to 1000, got "all"'],
    ["/api/v1/incidents?open=yes", 'open: expected true or false, got "yes"'],
    ["/api/v1/incidents?target=a&target=b", "target: expected the id of one target, got 2 of them"],
    [
      "/api/v1/targets?state=dwon",
      'state: expected one of up, degraded, down, unknown, maintenance, got "dwon"',
    ],
    ["/api/v1/targets?label=bad", `label: ${aLabel}, got "bad"`],
    ["/api/v1/targets?label=team=edge", `label: ${aLabel}, got "team=edge"`],
    [
      `/api/v1/targets?q=${"x".repeat(201)}`,
      `q: expected part of a name, host or label, up to 200 characters, got "${"x".repeat(56)}…"`,
    ],
    ["/api/v1/events?types=state,incidnet", `types: ${someEvents}, got "state,incidnet"`],
    ["/api/v1/events?types=", `types: ${someEvents}, got ""`],
    ["/api/v1/glances", "target is missing: expected the ids of targets, as in target=a&target=b"],
    [
      `/api/v1/glances?${"target=a&".repeat(61)}`,
      "target: expected at most 60 at once, got 61 of them",
    ],
  ])("%s", async (path, detail) => {
    expect(await ask(path)).toMatchObject({ status: 400, detail });
  });

  test.each([
    ["{}", `by is missing: ${aPerson}`],
    ['{ "by": "" }', `by: ${aPerson}, got ""`],
    ['{ "by": 7 }', `by: ${aPerson}, got 7`],
    ["[]", 'the body: expected an object such as { "by": "ann" }, got a list'],
  ])("the body %s", async (body, detail) => {
    const told = await ask("/api/v1/incidents/1/acknowledge", "POST", body);
    expect(told).toMatchObject({ status: 400, detail });
  });
});

describe("open incidents are asked for", () => {
  test.each([
    ["?open", { open: true }],
    ["?open=true", { open: true }],
    ["?open=false", { open: false }],
    ["", {}],
  ])("with %j", async (query, wanted) => {
    expect(await ask(`/api/v1/incidents${query}`)).toMatchObject({ status: 200 });
    expect(asked.pop()).toEqual({ limit: 100, ...wanted });
  });
});

describe("a known path with a wrong method is told which methods it has", () => {
  test.each([
    ["DELETE", "/api/v1/targets", "GET, HEAD"],
    ["POST", "/api/v1/targets/web", "GET, HEAD"],
    ["GET", "/-/reload", "POST"],
    ["PUT", "/api/v1/incidents/1/acknowledge", "POST"],
    ["POST", "/metrics", "GET, HEAD"],
    ["POST", "/status", "GET, HEAD"],
    ["POST", "/api/openapi.json", "GET, HEAD"],
  ])("%s %s", async (method, path, allow) => {
    const sentence = `${path} cannot be asked with ${method}, only with ${allow.replace(", ", " or ")}`;
    expect(await ask(path, method)).toEqual({ status: 405, detail: sentence, allow });
  });

  test("and an unknown path stays unknown", async () => {
    expect(await ask("/api/v1/nothing", "POST")).toMatchObject({ status: 404, allow: null });
  });
});
