import type { AlertConfig, MaintenanceConfig, TargetConfig } from "../../src/config/index.ts";
import { type EndpointHealth, Health } from "../../src/health/index.ts";
import type { Announcement, Incident } from "../../src/incident.ts";
import type { ProbeResult } from "../../src/probe/index.ts";
import { nanoseconds } from "../../src/units.ts";

export const alerts: AlertConfig = {
  down: [{ targets: {}, consecutiveLost: 3, confirm: 0, recoverAfter: 2 }],
  lossy: [],
  slow: [],
  groupWithin: 2000 as AlertConfig["groupWithin"],
  groupFrom: 5,
  flapping: 1000,
};

export const config = (id: string, more: Partial<TargetConfig> = {}): TargetConfig => ({
  id,
  name: id,
  target: { text: "web.example:443", host: "web.example", port: 443 },
  interval: 1000 as TargetConfig["interval"],
  timeout: 2000 as TargetConfig["timeout"],
  addresses: "first",
  closedIsUp: false,
  labels: {},
  place: { file: "f", line: 1, column: 1 },
  ...more,
});

const endpointAt = (last: number) =>
  ({ address: `192.0.2.${last}`, family: 4, port: 443 }) as const;

export type Letter = "o" | "c" | "t" | "e";
const known = { method: "syn", clock: "kernel", sentAt: { seconds: 0, nanoseconds: 0 } } as const;

/** o: open, c: closed, t: timeout, e: this machine could not send. */
export function resultOf(letter: Letter, endpoint: EndpointHealth["endpoint"]): ProbeResult {
  const base = { ...known, endpoint, index: 1 };
  if (letter === "t") return { ...base, outcome: "timeout", waited: nanoseconds(2e9) };
  if (letter === "e")
    return { ...base, outcome: "error", error: { code: "ENETDOWN", message: "network is down" } };
  return {
    ...base,
    outcome: letter === "o" ? "open" : "closed",
    rtt: nanoseconds(20_000),
    reply: {},
  };
}

/** A health machine, a clock that moves one second with each result, and everything that it said. */
export class World {
  wall = 1_000_000_000;
  monotonic = 5000;
  ids = 0;
  readonly kept = new Map<string, string>();
  readonly incidents = new Map<string, Incident>();
  readonly announcements: Announcement[] = [];
  readonly transitions: string[] = [];
  /** Milliseconds that each confirmation waits. */
  readonly confirmTimeouts: number[] = [];
  readonly alerts: AlertConfig;
  readonly maintenance: readonly MaintenanceConfig[];
  health: Health;

  constructor(rules = alerts, maintenance: readonly MaintenanceConfig[] = []) {
    this.alerts = rules;
    this.maintenance = maintenance;
    this.health = this.#begin();
  }

  #begin(): Health {
    return new Health({
      alerts: this.alerts,
      maintenance: this.maintenance,
      vantage: "here",
      newId: () => `i${++this.ids}`,
      now: () => ({ wall: this.wall, monotonic: this.monotonic }),
    });
  }

  /** As after a crash: only what was kept is known. */
  restart(): void {
    this.health = this.#begin();
    const openIncidents = [...this.incidents.values()].filter((one) => one.closedAt === undefined);
    this.health.restore({ health: this.kept, openIncidents });
  }

  add(id: string, ...lasts: number[]): EndpointHealth[] {
    return this.addTarget(config(id), ...lasts);
  }

  addTarget(target: TargetConfig, ...lasts: number[]): EndpointHealth[] {
    const { id } = target;
    this.health.addTarget(target);
    const endpoints = lasts.map((last) => this.health.addEndpoint(id, endpointAt(last)));
    this.health.resolved(id);
    return endpoints;
  }

  feed(endpoint: EndpointHealth, letters: string, burst = false): void {
    for (const letter of letters) {
      this.health.result(endpoint, resultOf(letter as Letter, endpoint.endpoint), burst);
      this.hear();
      if (!burst) this.pass(1000);
    }
  }

  pass(milliseconds: number): void {
    this.wall += milliseconds;
    this.monotonic += milliseconds;
    this.health.tick();
    this.hear();
  }

  get confirms(): number {
    return this.confirmTimeouts.length;
  }

  hear(): void {
    const news = this.health.drain();
    if (news === undefined) return;
    for (const { subject, memory } of news.memory) {
      if (memory === undefined) this.kept.delete(subject);
      else this.kept.set(subject, memory);
    }
    for (const incident of news.incidents) this.incidents.set(incident.id, incident);
    for (const { target, endpoint, from, to } of news.transitions) {
      if (endpoint === undefined) this.transitions.push(`${target}: ${from} > ${to}`);
    }
    this.announcements.push(...news.announcements);
    this.confirmTimeouts.push(...news.confirm.map(({ timeoutMs }) => timeoutMs));
  }

  told(): string[] {
    return this.announcements.map(
      ({ kind, incidents }) =>
        `${kind} ${incidents.map(({ rule, target }) => `${rule} ${target}`).join(", ")}`,
    );
  }
}
