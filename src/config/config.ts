import type { Target } from "../targets/index.ts";
import type { Milliseconds } from "../units.ts";

/** Where something stands in a configuration file, for whoever has to correct it. */
export type Place = { readonly file: string; readonly line: number; readonly column: number };

export type Labels = Readonly<Record<string, string>>;

/** A validated configuration with every default filled in: what the daemon runs by. */
export type MonitorConfig = {
  readonly listen: { readonly host: string; readonly port: number };
  /** Directory of the store. */
  readonly data: string;
  /** Who measures; the host's name by default. */
  readonly vantage: string;
  /** Name of the user to become once the sockets are open. */
  readonly user?: string;
  readonly method: "auto" | "syn" | "connect";
  /** Only one way out: an interface or an address of this host. */
  readonly interface?: string;
  readonly source?: string;
  /** Probes a second, all together and to one globally routable address. */
  readonly limits: { readonly rate: number; readonly ratePerAddress: number };
  readonly retention: {
    readonly samples: Milliseconds;
    readonly minutes: Milliseconds;
    readonly hours: Milliseconds;
  };
  readonly targets: readonly TargetConfig[];
  readonly alerts: AlertConfig;
  readonly notify: readonly ChannelConfig[];
  readonly maintenance: readonly MaintenanceConfig[];
  /** Hashed tokens; without any, only loopback may be listened on. */
  readonly tokens: readonly TokenConfig[];
  /** What people see who are not on call: without a token only when it is public. */
  readonly statusPage: StatusPageConfig;
  /** What `/probe` may reach; empty: nothing. */
  readonly probeAllow: readonly AllowRule[];
  /** Every file that was read, and the patterns that were expanded: what to watch. */
  readonly files: readonly string[];
  readonly patterns: readonly string[];
};

export type StatusPageConfig = {
  readonly public: boolean;
  readonly title: string;
  /** The label by whose values targets are grouped. */
  readonly groupBy?: string;
};

export type TargetConfig = {
  /** Stable over restarts and reloads: the name, or `host:port` where none is given. */
  readonly id: string;
  readonly name: string;
  readonly target: Target;
  readonly interval: Milliseconds;
  readonly timeout: Milliseconds;
  readonly addresses: "first" | "all";
  readonly family?: 4 | 6;
  readonly closedIsUp: boolean;
  readonly labels: Labels;
  readonly place: Place;
};

/** Which targets a rule or a window is about: those that bear all these labels; empty: every one. */
export type Selector = Labels;

export type AlertConfig = {
  readonly down: readonly DownRule[];
  readonly lossy: readonly LossyRule[];
  readonly slow: readonly SlowRule[];
  /** An open incident is told again after this long; absent: never. */
  readonly reminder?: Milliseconds;
  /** Incidents that open or close this close together become one message. */
  readonly groupWithin: Milliseconds;
  /** From this many at once on they are one message whatever they are about. */
  readonly groupFrom: number;
  /** Changes of state in an hour from which a target is said to be flapping. */
  readonly flapping: number;
};

export type DownRule = {
  readonly targets: Selector;
  /** Probes in a row without an answer that counts as up. */
  readonly consecutiveLost: number;
  /** SYNs sent at once after the first loss, which decide; 0: none, the streak decides. */
  readonly confirm: number;
  /** Answered probes in a row after which it is up again. */
  readonly recoverAfter: number;
};

export type LossyRule = {
  readonly targets: Selector;
  /** Opens from this share of lost probes on, from 0 to 1. */
  readonly lossRatio: number;
  readonly over: Milliseconds;
};

export type SlowRule = {
  readonly targets: Selector;
  /** Of the round-trip delays in the window, from 0 to 1. */
  readonly quantile: number;
  readonly above: Milliseconds;
  readonly over: Milliseconds;
};

/** A value that is kept out of logs and answers: read where it is used, printed as `[secret]`. */
export interface Secret {
  /** The text itself. Throws FILE_UNREADABLE when its file cannot be read any more. */
  reveal(): string;
}

export type ChannelConfig = {
  /** The same as long as it leads to the same receiver, wherever it stands: what waits is kept under it. */
  readonly id: string;
} & (
  | { readonly kind: "webhook"; readonly url: Secret; readonly key?: Secret }
  | { readonly kind: "slack"; readonly url: Secret }
  | {
      readonly kind: "email";
      /** `smtp://user:password@host:port`, or `smtps://`. */
      readonly smtp: Secret;
      readonly from: string;
      readonly to: readonly string[];
    }
  | { readonly kind: "command"; readonly run: readonly string[] }
);

export type MaintenanceConfig = {
  readonly targets: Selector;
  /** Cron expression of the beginnings. */
  readonly schedule: string;
  readonly duration: Milliseconds;
  /** IANA name; UTC by default. */
  readonly timezone: string;
};

export type TokenConfig = {
  readonly name: string;
  readonly role: "read" | "admin";
  /** SHA-256 of the token, 64 hexadecimal digits: a random token of 128 bits needs no slower hash. */
  readonly sha256: string;
};

/** A host name (`*.example.com` for what is below it), an address or a prefix, and ports; no port: every one. */
export type AllowRule = { readonly host: string; readonly ports?: string };
