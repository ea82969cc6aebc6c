import type { Labels, TargetConfig } from "../config/index.ts";
import type { TargetHealth } from "../health/index.ts";
import type { HealthState } from "../incident.ts";
import type { EndpointView, TargetView } from "./view.ts";

/** Of a name that is not looked at, or not any more. */
export const nothing = (): void => {};

/** One target while it is watched: its endpoints come and go with what its name stands for. */
export class WatchedTarget<Endpoint extends EndpointView = EndpointView> implements TargetView {
  config: TargetConfig;
  readonly health: TargetHealth;
  endpoints: readonly Endpoint[] = [];
  dns?: NonNullable<TargetView["dns"]>;
  /** Ends the look-ups of its name. */
  stopNaming: () => void = nothing;

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
