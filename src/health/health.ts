import {
  type AlertConfig,
  type MaintenanceConfig,
  selects,
  type TargetConfig,
} from "../config/index.ts";
import type { Endpoint } from "../endpoint.ts";
import type { HealthState, Incident, IncidentRule } from "../incident.ts";
import type { ProbeResult } from "../probe/index.ts";
import { type Announcement, Announcements, grouped } from "./announcements.ts";
import { EndpointHealth } from "./endpoint-health.ts";
import { IncidentBook, type Subject, subjectKey } from "./incident-book.ts";
import { Maintenance } from "./maintenance.ts";
import { cannotSend, confirmTimeout, isFailure, judge, type Judgement } from "./judge.ts";
import { summaryOf } from "./summary.ts";
import { TargetHealth } from "./target-health.ts";

export type Now = { readonly wall: number; readonly monotonic: number };

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
  readonly memory: readonly { readonly subject: string; readonly memory: string | undefined }[];
  readonly announcements: readonly Announcement[];
  /** SYNs to be sent at once. */
  readonly confirm: readonly {
    readonly endpoint: EndpointHealth;
    readonly count: number;
    readonly timeoutMs: number;
  }[];
};

/** A path that loses now and then is not sent a burst at each loss. */
const betweenConfirmations = 10_000;

/**
 * What all results come to: states, incidents, what to announce and what to confirm. It is told what
 * happens and the time, does nothing by itself, and hands out its decisions when it is asked.
 */
export class Health {
  readonly #now: () => Now;
  readonly #book: IncidentBook;
  readonly #announcements = new Announcements();
  readonly #targets = new Map<string, TargetHealth<EndpointHealth>>();
  readonly #remembered = new Map<string, string>();
  /** Open since before a restart, by target; until it is known what became of their subjects. */
  readonly #restored = new Map<string, Incident[]>();
  #ticked = false;
  #alerts: AlertConfig;
  #maintenance: Maintenance;
  /** What is new, by what it is about: the latest counts. */
  readonly #transitions: Transition[] = [];
  readonly #incidents = new Map<string, Incident>();
  readonly #changed = new Set<EndpointHealth | TargetHealth<EndpointHealth>>();
  readonly #forgotten = new Set<string>();
  /** What is known of whoever is not there yet, to be kept once more. */
  readonly #again = new Map<string, string>();
  readonly #reminders: Announcement[] = [];
  readonly #confirm: HealthNews["confirm"][number][] = [];

  constructor({ alerts, maintenance, vantage, newId, now }: HealthOptions) {
    this.#now = now;
    this.#alerts = alerts;
    this.#maintenance = new Maintenance(maintenance, now().wall);
    this.#book = new IncidentBook(vantage, newId);
  }

  /** Whether `drain` would hand out anything that should not wait. */
  get hasNews(): boolean {
    return (
      this.#changed.size > 0 ||
      this.#confirm.length > 0 ||
      this.#incidents.size > 0 ||
      this.#transitions.length > 0
    );
  }

  /** Whether there is something to announce that waits for what belongs to it. */
  get gathering(): boolean {
    return this.#announcements.gathering;
  }

  /** Takes up what was known before a restart; to be called before any target is added. */
  restore(remembered: {
    readonly health: ReadonlyMap<string, string>;
    readonly openIncidents: readonly Incident[];
  }): void {
    for (const [subject, memory] of remembered.health) this.#remembered.set(subject, memory);
    for (const incident of remembered.openIncidents) {
      this.#book.restore(incident);
      const mine = this.#restored.get(incident.target);
      if (mine === undefined) this.#restored.set(incident.target, [incident]);
      else mine.push(incident);
    }
  }

  /** What was kept is lost: `drain` hands out all that a restart needs once more. */
  keepAgain(): void {
    for (const [subject, memory] of this.#remembered) this.#again.set(subject, memory);
    for (const target of this.#targets.values()) {
      for (const health of [target, ...target.endpoints]) {
        health.memory = "";
        this.#changed.add(health);
      }
    }
    for (const incident of this.#book.list()) this.#incidents.set(incident.id, incident);
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
    const memory = this.#remembered.get(subjectKey({ target: config.id }));
    if (memory !== undefined) target.recall(memory, now);
    target.flapping = this.#book.find({ target: config.id }, "flapping") !== undefined;
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
    this.#forget({ target: id });
    this.#changed.delete(target);
    for (const rule of ["unresolved", "flapping"] as const)
      this.#close({ target: id }, rule, "removal");
  }

  addEndpoint(targetId: string, endpoint: Endpoint): EndpointHealth {
    const target = this.#targets.get(targetId);
    if (target === undefined) throw new Error(`no target ${targetId}`);
    const now = this.#now();
    const health = new EndpointHealth(target, endpoint, {
      wall: now.wall,
      monotonic: () => this.#now().monotonic,
    });
    const memory = this.#remembered.get(subjectKey(subjectOf(health)));
    if (memory !== undefined) health.recall(memory);
    target.endpoints.add(health);
    this.#closeWhatEnded(health);
    this.#followEndpoint(health);
    this.#settle(health, now, true);
    return health;
  }

  removeEndpoint(endpoint: EndpointHealth): void {
    const { target } = endpoint;
    target.endpoints.delete(endpoint);
    this.#changed.delete(endpoint);
    const subject = subjectOf(endpoint);
    this.#forget(subject);
    for (const rule of ["down", "lossy", "slow", "unsendable"] as const) {
      this.#close(subject, rule, "removal");
    }
    this.#settleTarget(target, this.#now());
  }

  resolved(targetId: string): void {
    this.#close({ target: targetId }, "unresolved", "recovery");
    const target = this.#targets.get(targetId);
    const restored = this.#restored.get(targetId);
    if (target === undefined || restored === undefined) return;
    this.#restored.delete(targetId);
    const present = new Set(Array.from(target.endpoints, (one) => subjectKey(subjectOf(one))));
    for (const incident of restored) {
      const { endpoint, rule, lastTold } = incident;
      if (endpoint !== undefined && !present.has(subjectKey(incident))) {
        this.#close({ target: targetId, endpoint }, rule, "removal");
      } else if (lastTold === undefined && !this.#isMuted(target, rule)) {
        this.#announcements.add("opened", incident, this.#now().monotonic);
      }
    }
  }

  unresolved(targetId: string, reason: string): void {
    const target = this.#targets.get(targetId);
    if (target !== undefined) this.#open(target, { target: targetId }, "unresolved", reason, []);
  }

  result(health: EndpointHealth, result: ProbeResult, burst: boolean): void {
    const now = this.#now();
    health.evidence.take(result);
    if (result.outcome !== "error") record(health, result, now.monotonic);
    const judgement = judge(health, result, burst);
    if (judgement !== undefined) this.#act(health, judgement, now);
    this.#considerConfirmation(health, result, burst, now);
    if (health.remember() !== health.memory) this.#changed.add(health);
  }

  /** Windows go on and reminders fall due while nothing is told: to be called about once a second. */
  tick(): void {
    const now = this.#now();
    if (!this.#ticked) this.#closeOrphans();
    this.#ticked = true;
    const planned = this.#maintenance.look(now.wall);
    for (const target of this.#targets.values()) {
      if (planned) this.#lookAtMaintenance(target, now);
      if (target.flapping) this.#lookAtFlapping(target, now);
      for (const endpoint of target.endpoints) this.#lookAtWindows(endpoint, now);
    }
    this.#remind(now);
  }

  drain(): HealthNews | undefined {
    const now = this.#now();
    const { groupWithin, groupFrom } = this.#alerts;
    const announcements = [
      ...this.#announcements.take(now.monotonic, groupWithin, groupFrom),
      ...this.#reminders.splice(0),
    ].map((announcement) => this.#told(announcement, now));
    const memory = this.#takeMemory();
    const news: HealthNews = {
      transitions: this.#transitions.splice(0),
      incidents: [...this.#incidents.values()],
      memory,
      announcements,
      confirm: this.#confirm.splice(0),
    };
    this.#incidents.clear();
    const { transitions, incidents, confirm } = news;
    const all = [transitions, incidents, memory, announcements, confirm];
    return all.some(({ length }) => length > 0) ? news : undefined;
  }

  acknowledge(id: string, by: string, note?: string): Incident | undefined {
    const incident = this.#book.byId(id);
    if (incident === undefined) return undefined;
    const at = this.#now().wall;
    const acknowledged = { at, by, ...(note !== undefined && { note }) };
    const updated = this.#book.update({ ...incident, acknowledged });
    this.#announcements.update(updated);
    this.#incidents.set(id, updated);
    return updated;
  }

  openIncidents(): readonly Incident[] {
    return this.#book.list();
  }

  /** What was open when targets were taken out of the configuration while nobody looked. */
  #closeOrphans(): void {
    for (const { target, endpoint, rule } of this.#book.list()) {
      if (this.#targets.has(target)) continue;
      this.#close({ target, ...(endpoint && { endpoint }) }, rule, "removal");
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
      if (at !== undefined) this.#close(subjectOf(health), rule, "recovery", at);
    }
  }

  #act(health: EndpointHealth, judgement: Judgement, now: Now): void {
    const subject = subjectOf(health);
    const { target } = health;
    if (judgement.base !== undefined && judgement.base !== health.base) {
      health.base = judgement.base;
      health.baseSince = now.wall;
    }
    for (const rule of judgement.closes) this.#close(subject, rule, "recovery");
    if (
      judgement.opens !== undefined &&
      (judgement.opens !== "down" || target.down !== undefined)
    ) {
      const evidence = health.evidence.list();
      this.#open(target, subject, judgement.opens, summaryOf(judgement.opens, evidence), evidence);
    }
    this.#settle(health, now);
  }

  #considerConfirmation(
    health: EndpointHealth,
    result: ProbeResult,
    burst: boolean,
    now: Now,
  ): void {
    const { down, config } = health.target;
    if (burst || health.base !== "up" || health.confirmation !== undefined) return;
    if (down === undefined || down.confirm === 0 || !isFailure(result, config)) return;
    if (now.monotonic < health.noConfirmationBefore) return;
    health.noConfirmationBefore = now.monotonic + betweenConfirmations;
    health.confirmation = { awaited: down.confirm };
    this.#confirm.push({
      endpoint: health,
      count: down.confirm,
      timeoutMs: confirmTimeout(health),
    });
  }

  #lookAtWindows(health: EndpointHealth, now: Now): void {
    if (health.lossWindows.length === 0 && health.slowWindows.length === 0) return;
    const verdicts = {
      lossy: verdict(
        health.lossWindows.map(({ rule, window }) => ({
          share: window.share(now.monotonic),
          from: rule.lossRatio,
          window,
        })),
      ),
      slow: verdict(
        health.slowWindows.map(({ rule, window }) => ({
          share: window.share(now.monotonic),
          from: 1 - rule.quantile,
          window,
        })),
      ),
    };
    for (const rule of ["lossy", "slow"] as const) {
      const { fires, eases } = verdicts[rule];
      if (fires !== undefined && !health[rule]) {
        health[rule] = true;
        const evidence = health.evidence.list();
        const slowRule = health.slowWindows[0]?.rule;
        const text = summaryOf(rule, evidence, {
          window: fires,
          ...(slowRule && { slow: slowRule }),
        });
        this.#open(health.target, subjectOf(health), rule, text, evidence);
      } else if (eases && health[rule]) {
        health[rule] = false;
        this.#close(subjectOf(health), rule, "recovery");
      } else continue;
      this.#changed.add(health);
      this.#settle(health, now);
    }
  }

  #lookAtMaintenance(target: TargetHealth<EndpointHealth>, now: Now): void {
    const covered = this.#maintenance.covers(target.config.labels);
    if (covered === target.inMaintenance) return;
    target.inMaintenance = covered;
    this.#settleTarget(target, now);
    if (covered) return;
    // What was found meanwhile and is still so is told now.
    for (const incident of this.#book.list()) {
      const mine = incident.target === target.id && incident.lastTold === undefined;
      if (mine && !this.#isMuted(target, incident.rule)) {
        this.#announcements.add("opened", incident, now.monotonic);
      }
    }
  }

  #lookAtFlapping(target: TargetHealth<EndpointHealth>, now: Now): void {
    if (target.changesInAnHour(now.monotonic) * 2 >= this.#alerts.flapping) return;
    target.flapping = false;
    this.#close({ target: target.id }, "flapping", "recovery");
  }

  #remind({ wall }: Now): void {
    const { reminder, groupFrom } = this.#alerts;
    if (reminder === undefined) return;
    const due = this.#book.list().filter((incident) => {
      const target = this.#targets.get(incident.target);
      const told = incident.lastTold;
      if (target === undefined || told === undefined || incident.acknowledged !== undefined)
        return false;
      return wall - told >= reminder && !this.#isMuted(target, incident.rule);
    });
    this.#reminders.push(...grouped("reminder", due, groupFrom));
    for (const incident of due) this.#book.update({ ...incident, lastTold: wall });
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
      target.endpoints.size === 0 && !target.inMaintenance ? target.state : target.stateNow();
    if (state === target.state) return;
    const from = target.state;
    this.#transitions.push({ target: target.id, from, to: state, at: now.wall });
    target.state = state;
    target.since = now.wall;
    this.#changed.add(target);
    if (from === "unknown" || [from, state].includes("maintenance")) return;
    target.noteChange(now.monotonic, now.wall);
    const changes = target.changesInAnHour(now.monotonic);
    if (target.flapping || changes <= this.#alerts.flapping) return;
    const text = `${changes} changes of state within an hour`;
    this.#open(target, { target: target.id }, "flapping", text, []);
    target.flapping = true;
  }

  #open(
    target: TargetHealth<EndpointHealth>,
    subject: Subject,
    rule: IncidentRule,
    summary: string,
    evidence: Incident["evidence"],
  ): void {
    const { wall, monotonic } = this.#now();
    const incident = this.#book.open(subject, rule, { at: wall, summary, evidence });
    if (incident === undefined) return;
    this.#incidents.set(incident.id, incident);
    if (!this.#isMuted(target, rule)) this.#announcements.add("opened", incident, monotonic);
  }

  #close(subject: Subject, rule: IncidentRule, by: "recovery" | "removal", at?: number): void {
    const { wall, monotonic } = this.#now();
    const incident = this.#book.close(subject, rule, at ?? wall, by);
    if (incident === undefined) return;
    const wasTold = incident.lastTold !== undefined;
    const waits = this.#announcements.add("closed", incident, monotonic);
    // Kept as closed together with the message about it, where there is one.
    if (!waits || !wasTold) {
      this.#announcements.drop(incident.id);
      this.#incidents.set(incident.id, incident);
    } else this.#incidents.delete(incident.id);
  }

  #told(announcement: Announcement, now: Now): Announcement {
    const incidents = announcement.incidents.map((incident) => {
      const told = { ...incident, lastTold: now.wall };
      if (announcement.kind !== "closed") this.#book.update(told);
      this.#incidents.set(told.id, told);
      return told;
    });
    return { kind: announcement.kind, incidents };
  }

  #isMuted(target: TargetHealth<EndpointHealth>, rule: IncidentRule): boolean {
    return target.inMaintenance || (target.flapping && rule !== "flapping");
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
      this.#changed.add(health);
      this.#close(subjectOf(health), rule, "removal");
      this.#settle(health, this.#now());
    }
    if (health.target.down === undefined) this.#close(subjectOf(health), "down", "removal");
  }

  #forget(subject: Subject): void {
    const key = subjectKey(subject);
    this.#remembered.delete(key);
    this.#forgotten.add(key);
  }

  #takeMemory(): HealthNews["memory"][number][] {
    const memory: HealthNews["memory"][number][] = [];
    for (const [subject, text] of this.#again) memory.push({ subject, memory: text });
    this.#again.clear();
    for (const subject of this.#forgotten) memory.push({ subject, memory: undefined });
    this.#forgotten.clear();
    for (const health of this.#changed) {
      const text = health.remember();
      if (text === health.memory) continue;
      health.memory = text;
      const subject = health instanceof TargetHealth ? { target: health.id } : subjectOf(health);
      memory.push({ subject: subjectKey(subject), memory: text });
    }
    this.#changed.clear();
    return memory;
  }
}

const subjectOf = ({ target, endpoint }: EndpointHealth): Required<Subject> => ({
  target: target.id,
  endpoint,
});

function record(health: EndpointHealth, result: ProbeResult, now: number): void {
  const lost = result.outcome === "timeout" || result.synsLost !== undefined;
  const answered = result.outcome === "open" || result.outcome === "closed";
  const rtt = answered ? result.rtt : undefined;
  health.window.record(now, lost, rtt);
  for (const { window } of health.lossWindows) window.record(now, lost);
  if (rtt === undefined) return;
  for (const { rule, window } of health.slowWindows) window.record(now, rtt > rule.above * 1e6);
}

type Share = {
  share: number | undefined;
  from: number;
  window: { hits: number; total: number; length: number };
};

/** The first window that fires, and whether all have eased: below four fifths of what fires. */
function verdict(shares: readonly Share[]): { fires: Share["window"] | undefined; eases: boolean } {
  return {
    fires: shares.find(({ share, from }) => share !== undefined && share > 0 && share >= from)
      ?.window,
    eases: shares.every(({ share, from }) => share !== undefined && share < from * 0.8),
  };
}
