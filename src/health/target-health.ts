import type { DownRule, TargetConfig } from "../config/index.ts";
import type { HealthState } from "../incident.ts";
import { rememberedParts } from "./remembered-parts.ts";

const hour = 3_600_000;
/** More of them in an hour need not be told apart. */
const mostChanges = 100;

/** What a target asks of its endpoints. */
type Part = { readonly state: HealthState };

/** Everything that is known of the health of one target. Changed by `Health` alone. */
export class TargetHealth<Endpoint extends Part = Part> {
  config: TargetConfig;
  endpoints: readonly Endpoint[] = [];
  state: HealthState = "unknown";
  since: number;
  flapping = false;
  inMaintenance = false;
  memory = "";
  /** The rule that decides when its endpoints are down. */
  down: DownRule | undefined;
  /** Of its last changes of state: monotonic, and by the wall clock for after a restart. */
  readonly #changes: { at: number; wall: number }[] = [];

  constructor(config: TargetConfig, wall: number) {
    this.config = config;
    this.since = wall;
  }

  get id(): string {
    return this.config.id;
  }

  /** What its endpoints make of it. */
  stateNow(): HealthState {
    if (this.inMaintenance) return "maintenance";
    let [up, down, degraded] = [0, 0, 0];
    for (const { state } of this.endpoints) {
      if (state === "up") up++;
      else if (state === "down") down++;
      else if (state === "degraded") degraded++;
    }
    if (up + down + degraded === 0) return "unknown";
    if (down > 0 && up + degraded === 0) return "down";
    return down + degraded > 0 ? "degraded" : "up";
  }

  noteChange(at: number, wall: number): void {
    if (this.#changes.length === mostChanges) this.#changes.shift();
    this.#changes.push({ at, wall });
  }

  /** Changes of state within the last hour. */
  changesInAnHour(now: number): number {
    while (this.#changes.length > 0 && this.#changes[0]!.at < now - hour) this.#changes.shift();
    return this.#changes.length;
  }

  remember(): string {
    return JSON.stringify([this.state, this.since, ...this.#changes.map(({ wall }) => wall)]);
  }

  /** Inverse of `remember`; what cannot be read is as if it had never been. */
  recall(text: string, now: { wall: number; monotonic: number }): void {
    const [state, since, ...changes] = rememberedParts(text);
    if (!isState(state) || since === undefined) return;
    for (const wall of changes) this.noteChange(now.monotonic - (now.wall - wall), wall);
    this.state = state;
    this.since = since;
    this.memory = text;
  }
}

const states: readonly unknown[] = [
  "up",
  "degraded",
  "down",
  "unknown",
  "maintenance",
] satisfies HealthState[];
const isState = (state: unknown): state is HealthState => states.includes(state);
