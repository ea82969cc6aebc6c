import { expect, test } from "vitest";
import type { AlertConfig, TargetConfig } from "../config/index.ts";
import type { Incident } from "../incident.ts";
import type { ProbeResult } from "../probe/index.ts";
import { Health } from "./index.ts";

const alerts: AlertConfig = {
  down: [{ targets: {}, consecutiveLost: 1, confirm: 0, recoverAfter: 1 }],
  lossy: [],
  slow: [],
  groupWithin: 0 as AlertConfig["groupWithin"],
  groupFrom: 5,
  flapping: 1000,
};
const config: TargetConfig = {
  id: "web",
  name: "web",
  target: { text: "web.example:443", host: "web.example", port: 443 },
  interval: 1000 as TargetConfig["interval"],
  timeout: 2000 as TargetConfig["timeout"],
  addresses: "all",
  closedIsUp: false,
  labels: {},
  place: { file: "f", line: 1, column: 1 },
};
const endpointAt = (last: number) =>
  ({ address: `192.0.2.${last}`, family: 4, port: 443 }) as const;
const keyOf = (last: number) => `web 192.0.2.${last}:443`;

test("when what was kept is lost, all that a restart needs is handed out once more", () => {
  const gone: Incident = {
    id: "gone",
    vantage: "here",
    target: "web",
    endpoint: endpointAt(3),
    rule: "down",
    openedAt: 1,
    summary: "down",
    evidence: [],
  };
  const down = JSON.stringify(["down", 5, 1, 0, 0, 0, 0]);
  const health = new Health({
    alerts,
    maintenance: [],
    vantage: "here",
    newId: () => "new",
    now: () => ({ wall: 1000, monotonic: 1000 }),
  });
  health.restore({
    // Of the second it is not known yet whether it is still there, the third is gone.
    health: new Map([1, 2, 3].map((last) => [keyOf(last), down])),
    openIncidents: [gone, { ...gone, id: "still", endpoint: endpointAt(1) }],
  });
  health.addTarget(config);
  const first = health.addEndpoint("web", endpointAt(1));
  health.removeEndpoint(health.addEndpoint("web", endpointAt(3)));
  const result = { outcome: "timeout", endpoint: endpointAt(1), index: 1 } as ProbeResult;
  health.result(first, { ...result, sentAt: { seconds: 1, nanoseconds: 0 } }, false);
  while (health.drain() !== undefined);

  health.keepAgain();
  const news = health.drain()!;
  const memory = new Map(news.memory.map((one) => [one.subject, one.memory]));
  expect([...memory.keys()].toSorted()).toEqual(["web", keyOf(1), keyOf(2)]);
  expect(memory.get(keyOf(1))).toBe(first.remember());
  expect(memory.get(keyOf(2))).toBe(down);
  expect(news.incidents).toMatchObject([{ id: "still" }]);
  expect(news.transitions).toEqual([]);
  expect(news.announcements).toEqual([]);
  expect(health.drain()).toBeUndefined();
});
