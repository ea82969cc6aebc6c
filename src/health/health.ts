import {
  type AlertConfig,
  type MaintenanceConfig,
  selects,
  type TargetConfig,
} from "../config/index.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Announcement, HealthState, Incident } from "../incident.ts";
import type { ProbeResult } from "../probe/index.ts";
import { type Burst, confirmationAfter, postponeConfirmation } from "./confirmation.ts";
import { EndpointHealth } from "./endpoint-health.ts";
import { subjectKey } from "./incident-book.ts";
import { Incidents, type Now } from "./incidents.ts";
import { Maintenance } from "./maintenance.ts";
import { cannotSend, judge, type Judgement } from "./judge.ts";
import { Memory, type Remembrance, subjectOf } from "./memory.ts";
import { summaryOf } from "./summary.ts";
import { TargetHealth } from "./target-health.ts";
import { record, verdictsOf } from "./window-rules.ts";

export type HealthOptions = {
  readonly alerts: AlertConfig;
  readonly maintenance: readonly MaintenanceConfig[];
  readonly vantage: string;
  readonly newId: () => string;
  /** Epoch milliseconds for telling, monotonic milliseconds for measuring. */
  readonly now: () => Now;
};

export type Transition = {
  readonly target: string;
  readonly endpoint?: Endpoint;
  readonly from: HealthState;
  readonly to: HealthState;
  /** Epoch milliseconds. */
  readonly at: number;
};

/** All that was decided since the last time that somebody asked. */
export type HealthNews = {
  readonly transitions: readonly Transition[];
  /** Opened, changed, closed: to be kept. */
  readonly incidents: readonly Incident[];
  readonly memory: readonly Remembrance[];
  readonly announcements: readonly Announcement[];
  /** SYNs to be sent at once. */
  readonly confirm: readonly (Burst & { readonly endpoint: EndpointHealth })[];
};

/**
 * What all results come to: states, incidents, what to announce and what to confirm. It is told what
 * happens and the time, does nothing by itself, and hands out its decisions when it is asked.
 */
export class Health {
  readonly #now: () => Now;
  /** One for all endpoints. */
  readonly #monotonic = () => this.#now().monotonic;
  readonly #incidents: Incidents;
  readonly #targets = new Map<string, TargetHealth<EndpointHealth>>();
  readonly #memory = new Memory();
  /** Targets of which something is open since before a restart, until it is known what became of it. */
  readonly #restored = new Set<string>();
  #ticked = false;
  #alerts: AlertConfig;
  #maintenance: Maintenance;
  /** What is new, by what it is about: the latest counts. */
  readonly #transitions: Transition[] = [];
  readonly #confirm: HealthNews["confirm"][number][] = [];

  constructor({ alerts, maintenance, vantage, newId, now }: HealthOptions) {
    this.#now = now;
    this.#alerts = alerts;
    this.#maintenance = new Maintenance(maintenance, now().wall);
    const targetOf = (id: string) => this.#targets.get(id);
    this.#incidents = new Incidents({ vantage, newId, now, targetOf });
  }

  /** Whether `drain` would hand out anything that should not wait. */
  get hasNews(): boolean {
    return (
      this.#memory.hasNews ||
      this.#confirm.length > 0 ||
      this.#incidents.hasNews ||
      this.#transitions.length > 0
    );
  }

  /** Whether there is something to announce that waits for what belongs to it. */
  get gathering(): boolean {
    return this.#incidents.gathering;
  }

  /** Takes up what was known before a restart; to be called before any target is added. */
  restore(remembered: {
    readonly health: ReadonlyMap<string, string>;
    readonly openIncidents: readonly Incident[];
  }): void {
    this.#memory.restore(remembered.health);
    for (const incident of remembered.openIncidents) {
      this.#incidents.restore(incident);
      this.#restored.add(incident.target);
    }
  }

  /** What was kept is lost: `drain` hands out all that a restart needs once more. */
  keepAgain(): void {
    const present = Array.from(this.#targets.values(), (target) => [target, ...target.endpoints]);
    this.#memory.keepAgain(present.flat());
    this.#incidents.keepAgain();
  }

  configure(alerts: AlertConfig, maintenance: readonly MaintenanceConfig[]): void {
    this.#alerts = alerts;
    this.#maintenance = new Maintenance(maintenance, this.#now().wall);
    for (const target of this.#targets.values()) this.#follow(target);
  }

  addTarget(config: TargetConfig): TargetHealth<EndpointHealth> {
    const now = this.#now();
    const target = new TargetHealth<EndpointHealth>(config, now.wall);
    this.#targets.set(config.id, target);
    const memory = this.#memory.recall({ target: config.id });
    if (memory !== undefined) target.recall(memory, now);
    target.flapping = this.#incidents.isOpen({ target: config.id }, "flapping");
    this.#follow(target);
    return target;
  }

  changeTarget(config: TargetConfig): void {
    const target = this.#targets.get(config.id);
    if (target === undefined) return;
    target.config = config;
    this.#follow(target);
  }

  removeTarget(id: string): void {
    const target = this.#targets.get(id);
    if (target === undefined) return;
    for (const endpoint of target.endpoints) this.removeEndpoint(endpoint);
    this.#targets.delete(id);
    this.#memory.forget(target);
    this.#memory.forgetAbsent(id);
    this.#restored.delete(id);
    // Also those of endpoints that are not there since a restart, because the name is not known again.
    for (const incident of this.#incidents.of(id))
      this.#incidents.close(incident, incident.rule, "removal");
  }

  addEndpoint(targetId: string, endpoint: Endpoint): EndpointHealth {
    const target = this.#targets.get(targetId);
    if (target === undefined) throw new Error(`no target ${targetId}`);
    const now = this.#now();
    const health = new EndpointHealth(target, endpoint, {
      wall: now.wall,
      monotonic: this.#monotonic,
    });
    const memory = this.#memory.recall(subjectOf(health));
    if (memory !== undefined) health.recall(memory);
    target.endpoints = [...target.endpoints, health];
    this.#closeWhatEnded(health);
    this.#followEndpoint(health);
    this.#settle(health, now, true);
    return health;
  }

  removeEndpoint(endpoint: EndpointHealth): void {
    const { target } = endpoint;
    target.endpoints = target.endpoints.filter((one) => one !== endpoint);
    this.#memory.forget(endpoint);
    const subject = subjectOf(endpoint);
    for (const rule of ["down", "lossy", "slow", "unsendable"] as const) {
      this.#incidents.close(subject, rule, "removal");
    }
    this.#settleTarget(target, this.#now());
  }

  resolved(targetId: string): void {
    this.#incidents.close({ target: targetId }, "unresolved", "recovery");
    const target = this.#targets.get(targetId);
    if (target === undefined) return;
    this.#memory.forgetAbsent(targetId);
    if (!this.#restored.delete(targetId)) return;
    const present = new Set(Array.from(target.endpoints, (one) => subjectKey(subjectOf(one))));
    for (const incident of this.#incidents.of(targetId)) {
      if (incident.endpoint !== undefined && !present.has(subjectKey(incident)))
        this.#incidents.close(incident, incident.rule, "removal");
    }
    this.#incidents.tellWhatIsOpen(targetId);
  }

  unresolved(targetId: string, summary: string): void {
    if (!this.#targets.has(targetId)) return;
    this.#incidents.open({ target: targetId }, "unresolved", { summary, evidence: [] });
    if (this.#restored.has(targetId)) this.#incidents.tellWhatIsOpen(targetId);
  }

  result(health: EndpointHealth, result: ProbeResult, burst: boolean): void {
    const now = this.#now();
    health.evidence.take(result);
    if (result.outcome !== "error") record(health, result, now.monotonic);
    const judgement = judge(health, result, burst);
    if (judgement !== undefined) this.#act(health, judgement, now);
    const confirm = burst ? undefined : confirmationAfter(health, result, now.monotonic);
    if (confirm !== undefined) this.#confirm.push({ endpoint: health, ...confirm });
    if (health.remember() !== health.memory) this.#memory.note(health);
  }

  /** Windows go on and reminders fall due while nothing is told: to be called about once a second. */
  tick(): void {
    const now = this.#now();
    if (!this.#ticked) this.#leaveOrphans();
    this.#ticked = true;
    const planned = this.#maintenance.look(now.wall);
    for (const target of this.#targets.values()) {
      if (planned) this.#lookAtMaintenance(target, now);
      if (target.flapping) this.#lookAtFlapping(target, now);
      for (const endpoint of target.endpoints) this.#lookAtWindows(endpoint, now);
    }
    this.#incidents.remind(this.#alerts);
  }

  drain(): HealthNews | undefined {
    const announcements = this.#incidents.takeAnnouncements(this.#alerts);
    const incidents = this.#incidents.takeChanged();
    const memory = this.#memory.take();
    const transitions = this.#transitions.splice(0);
    const confirm = this.#confirm.splice(0);
    const all = [transitions, incidents, memory, announcements, confirm];
    return all.some(({ length }) => length > 0)
      ? { transitions, incidents, memory, announcements, confirm }
      : undefined;
  }

  acknowledge(id: string, by: string, note?: string): Incident | undefined {
    return this.#incidents.acknowledge(id, by, note);
  }

  openIncidents(): readonly Incident[] {
    return this.#incidents.list();
  }

  /** Targets that were taken out of the configuration while nobody looked. */
  #leaveOrphans(): void {
    this.#memory.forgetOthers(this.#targets);
    for (const incident of this.#incidents.list()) {
      if (!this.#targets.has(incident.target))
        this.#incidents.close(incident, incident.rule, "removal");
    }
  }

  /** What ended before a restart, where that came before the message: an end is kept together with it. */
  #closeWhatEnded(health: EndpointHealth): void {
    if (health.memory === "") return;
    const { wall } = this.#now();
    const ended = {
      down: health.base === "up" ? health.baseSince : undefined,
      lossy: health.lossy ? undefined : wall,
      slow: health.slow ? undefined : wall,
      unsendable: cannotSend(health) ? undefined : wall,
    };
    for (const rule of ["down", "lossy", "slow", "unsendable"] as const) {
      const at = ended[rule];
      if (at !== undefined) this.#incidents.close(subjectOf(health), rule, "recovery", at);
    }
  }

  #act(health: EndpointHealth, judgement: Judgement, now: Now): void {
    const subject = subjectOf(health);
    const { target } = health;
    if (judgement.base !== undefined && judgement.base !== health.base) {
      health.base = judgement.base;
      health.baseSince = now.wall;
    }
    for (const rule of judgement.closes) this.#incidents.close(subject, rule, "recovery");
    // Its own network has just come back, and may not be settled: no loss is hurried then.
    if (judgement.closes.includes("unsendable")) postponeConfirmation(health, now.monotonic);
    if (
      judgement.opens !== undefined &&
      (judgement.opens !== "down" || target.down !== undefined)
    ) {
      const evidence = health.evidence.list();
      const summary = summaryOf(judgement.opens, evidence);
      this.#incidents.open(subject, judgement.opens, { summary, evidence });
    }
    this.#settle(health, now);
  }

  #lookAtWindows(health: EndpointHealth, now: Now): void {
    for (const { rule, fires, eases } of verdictsOf(health, now.monotonic)) {
      if (fires !== undefined && !health[rule]) {
        health[rule] = true;
        const evidence = health.evidence.list();
        const summary = summaryOf(rule, evidence, fires);
        this.#incidents.open(subjectOf(health), rule, { summary, evidence });
      } else if (eases && health[rule]) {
        health[rule] = false;
        this.#incidents.close(subjectOf(health), rule, "recovery");
      } else continue;
      this.#memory.note(health);
      this.#settle(health, now);
    }
  }

  #lookAtMaintenance(target: TargetHealth<EndpointHealth>, now: Now): void {
    const covered = this.#maintenance.covers(target.config.labels);
    if (covered === target.inMaintenance) return;
    target.inMaintenance = covered;
    this.#settleTarget(target, now);
    if (!covered) this.#incidents.tellWhatIsOpen(target.id);
  }

  #lookAtFlapping(target: TargetHealth<EndpointHealth>, now: Now): void {
    if (target.changesInAnHour(now.monotonic) * 2 >= this.#alerts.flapping) return;
    target.flapping = false;
    this.#incidents.close({ target: target.id }, "flapping", "recovery");
    this.#incidents.tellWhatIsOpen(target.id);
  }

  /** The state that is shown, from the base, the rules over windows, and the target's maintenance. */
  #settle(health: EndpointHealth, now: Now, quietly = false): void {
    const { base, lossy, slow } = health;
    const state = base === "up" && (lossy || slow) ? "degraded" : base;
    if (state !== health.state) {
      if (!quietly) {
        const subject = subjectOf(health);
        this.#transitions.push({ ...subject, from: health.state, to: state, at: now.wall });
        health.since = now.wall;
      }
      health.state = state;
    }
    this.#settleTarget(health.target, now);
  }

  #settleTarget(target: TargetHealth<EndpointHealth>, now: Now): void {
    // Of a target without endpoints nothing new is known: its name is still being asked for.
    const state =
      target.endpoints.length === 0 && !target.inMaintenance ? target.state : target.stateNow();
    if (state === target.state) return;
    const from = target.state;
    this.#transitions.push({ target: target.id, from, to: state, at: now.wall });
    target.state = state;
    target.since = now.wall;
    this.#memory.note(target);
    if (from === "unknown" || [from, state].includes("maintenance")) return;
    target.noteChange(now.monotonic, now.wall);
    const changes = target.changesInAnHour(now.monotonic);
    if (target.flapping || changes <= this.#alerts.flapping) return;
    const summary = `${changes} changes of state within an hour`;
    this.#incidents.open({ target: target.id }, "flapping", { summary, evidence: [] });
    target.flapping = true;
  }

  #follow(target: TargetHealth<EndpointHealth>): void {
    const { labels } = target.config;
    target.down = this.#alerts.down.find((rule) => selects(rule.targets, labels));
    for (const endpoint of target.endpoints) this.#followEndpoint(endpoint);
    this.#lookAtMaintenance(target, this.#now());
  }

  #followEndpoint(health: EndpointHealth): void {
    const { labels } = health.target.config;
    const { lossy, slow } = this.#alerts;
    health.follow(
      lossy.filter((rule) => selects(rule.targets, labels)),
      slow.filter((rule) => selects(rule.targets, labels)),
    );
    const ruled = { lossy: health.lossWindows.length > 0, slow: health.slowWindows.length > 0 };
    for (const rule of ["lossy", "slow"] as const) {
      if (ruled[rule] || !health[rule]) continue;
      health[rule] = false;
      this.#memory.note(health);
      this.#incidents.close(subjectOf(health), rule, "removal");
      this.#settle(health, this.#now());
    }
    if (health.target.down === undefined)
      this.#incidents.close(subjectOf(health), "down", "removal");
  }
}
