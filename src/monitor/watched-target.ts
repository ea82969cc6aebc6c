import type { Labels, TargetConfig } from "../config/index.ts";
import type { TargetHealth } from "../health/index.ts";
import type { HealthState } from "../incident.ts";
import type { TargetView } from "./view.ts";
import type { WatchedEndpoint } from "./watched-endpoint.ts";

/** One target while it is watched: its endpoints come and go with what its name stands for. */
export class WatchedTarget implements TargetView {
  config: TargetConfig;
  readonly health: TargetHealth;
  endpoints: readonly WatchedEndpoint[] = [];
  dns?: NonNullable<TargetView["dns"]>;
  /** Ends the look-ups of its name. */
  stopNaming: () => void = () => {};

  constructor(config: TargetConfig, health: TargetHealth) {
    this.config = config;
    this.health = health;
  }

  get id(): string {
    return this.config.id;
  }

  get labels(): Labels {
    return this.config.labels;
  }

  get state(): HealthState {
    return this.health.state;
  }

  get since(): number {
    return this.health.since;
  }

  get flapping(): boolean {
    return this.health.flapping;
  }
}
