import type { LossyRule, SlowRule } from "../config/index.ts";
import type { Endpoint } from "../endpoint.ts";
import type { HealthState } from "../incident.ts";
import type { WindowSummary } from "../store/index.ts";
import { Evidence } from "./exchange.ts";
import { ShareWindow } from "./share-window.ts";
import { rememberedParts } from "./remembered-parts.ts";
import { SlottedWindow } from "./slotted-window.ts";
import type { TargetHealth } from "./target-health.ts";

/** What an endpoint is by its own answers; the rules over windows and maintenance come on top. */
export type BaseState = "up" | "down" | "unknown";

/** SYNs sent at once, which decide whether a first loss was the end. */
export type Confirmation = { awaited: number };

type Six = [number, number, number, number, number, number];

const fiveMinutes = 300_000;
/** One for all endpoints that no such rule is about. */
const none: readonly never[] = [];
const eachOf = <Rule, Followed>(rules: readonly Rule[], follow: (rule: Rule) => Followed) =>
  rules.length === 0 ? none : rules.map(follow);

/** Everything that is known of the health of one endpoint. Changed by `Health` alone. */
export class EndpointHealth {
  readonly target: TargetHealth<EndpointHealth>;
  readonly endpoint: Endpoint;
  readonly #monotonic: () => number;
  base: BaseState = "unknown";
  /** Epoch milliseconds. */
  baseSince: number;
  /** In a row; no more are counted than are needed to decide. */
  failures = 0;
  successes = 0;
  errors = 0;
  lossy = false;
  slow = false;
  confirmation: Confirmation | undefined;
  /** Monotonic: no other burst before this. */
  noConfirmationBefore = Number.NEGATIVE_INFINITY;
  /** As it was last kept. */
  memory = "";
  state: HealthState = "unknown";
  since: number;
  readonly evidence = new Evidence();
  readonly window = new SlottedWindow(fiveMinutes);
  lossWindows: readonly { readonly rule: LossyRule; readonly window: ShareWindow }[] = none;
  slowWindows: readonly { readonly rule: SlowRule; readonly window: ShareWindow }[] = none;

  constructor(
    target: TargetHealth<EndpointHealth>,
    endpoint: Endpoint,
    now: { wall: number; monotonic: () => number },
  ) {
    this.target = target;
    this.endpoint = endpoint;
    this.baseSince = now.wall;
    this.since = now.wall;
    this.#monotonic = now.monotonic;
  }

  fiveMinutes(): WindowSummary {
    return this.window.summary(this.#monotonic());
  }

  /** The windows that the rules ask for; those that a rule asked for before go on. */
  follow(lossy: readonly LossyRule[], slow: readonly SlowRule[]): void {
    const before = this.lossWindows;
    this.lossWindows = eachOf(lossy, (rule) => ({
      rule,
      window:
        before.find(({ window }) => window.length === rule.over)?.window ??
        new ShareWindow(rule.over),
    }));
    const slower = this.slowWindows;
    this.slowWindows = eachOf(slow, (rule) => ({
      rule,
      window:
        slower.find((one) => one.rule.above === rule.above && one.rule.over === rule.over)
          ?.window ?? new ShareWindow(rule.over),
    }));
  }

  /** What must survive a restart, as text; the same text as long as nothing of it changes. */
  remember(): string {
    const { base, baseSince, failures, successes, errors, lossy, slow } = this;
    return JSON.stringify([base, baseSince, failures, successes, errors, +lossy, +slow]);
  }

  /** Inverse of `remember`; what cannot be read is as if it had never been. */
  recall(text: string): void {
    const [base, ...numbers] = rememberedParts(text);
    if (base !== "up" && base !== "down" && base !== "unknown") return;
    if (numbers.length !== 6) return;
    const [baseSince, failures, successes, errors, lossy, slow] = numbers as Six;
    this.base = base;
    this.baseSince = baseSince;
    this.since = baseSince;
    this.failures = failures;
    this.successes = successes;
    this.errors = errors;
    this.lossy = lossy === 1;
    this.slow = slow === 1;
    this.memory = text;
  }
}
