import { asHalfopenError } from "../errors.ts";
import { makeTarget, parsePortList, parsePrefix } from "../targets/index.ts";
import { channelsOf } from "./channels.ts";
import type { AllowRule, MonitorConfig, Place } from "./config.ts";
import { Problem } from "./problem.ts";
import { type ConfigParts, partsOf } from "./parts.ts";
import { TargetReader } from "./targets.ts";
import { nameOf, YamlSource } from "./yaml-source.ts";

export type LoadedConfig =
  | { readonly ok: true; readonly config: MonitorConfig; readonly warnings: readonly Problem[] }
  | ({ readonly ok: false; readonly problems: readonly Problem[] } & WatchedFiles);

/** What to watch: a change of it may make the configuration another one, or a right one. */
export type WatchedFiles = Pick<MonitorConfig, "files" | "patterns">;

export type LoadOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Who measures where the configuration does not say. */
  readonly hostname: string;
};

/** Reads a configuration and every file that it names; all that is wrong is told at once. */
export function loadConfig(file: string, { env, hostname }: LoadOptions): LoadedConfig {
  const source = new YamlSource(file);
  const parts = source.problems.length === 0 ? partsOf(source) : undefined;
  if (parts === undefined) {
    return { ok: false, problems: source.problems, files: [file], patterns: [] };
  }
  const { written, wrong } = parts;
  const reader = new TargetReader(written.defaults);
  reader.read(source, written.targets, ["targets"]);
  const { channels, problems, files: secrets } = channelsOf(source, written.notify, env);
  const checks = new Checks(source, written, wrong);
  const listen = checks.listen();
  const probeAllow = checks.allow();
  checks.rate(reader);
  const all = [...source.problems, ...reader.problems, ...problems, ...checks.problems];
  if (all.length > 0 || listen === undefined) {
    const files = [file, ...reader.files, ...secrets];
    return { ok: false, problems: all, files, patterns: reader.patterns };
  }
  const { down, lossy, slow, reminder, ...grouping } = written.alerts;
  const {
    data,
    method,
    limits,
    retention,
    tokens,
    user,
    interface: name,
    source: from,
    statusPage: page,
  } = written;
  const config: MonitorConfig = {
    listen,
    data,
    vantage: written.vantage ?? hostname,
    method,
    limits,
    retention,
    targets: reader.targets,
    alerts: {
      down: listOf(down),
      lossy: listOf(lossy),
      slow: listOf(slow),
      ...grouping,
      ...(reminder !== false && { reminder }),
    },
    notify: channels,
    maintenance: written.maintenance.filter(isRight),
    tokens: tokens
      .filter(isRight)
      .map((token) => ({ ...token, sha256: token.sha256.toLowerCase() })),
    statusPage: {
      public: page.public,
      title: page.title,
      ...(page.groupBy !== undefined && { groupBy: page.groupBy }),
    },
    probeAllow,
    files: [file, ...reader.files],
    patterns: reader.patterns,
    ...(user !== undefined && { user }),
    ...(name !== undefined && { interface: name }),
    ...(from !== undefined && { source: from }),
  };
  return { ok: true, config, warnings: [...reader.warnings, ...checks.warnings] };
}

const listOf = <Rule>(rules: false | Rule | readonly Rule[]): readonly Rule[] => {
  if (rules === false) return [];
  return Array.isArray(rules) ? (rules as readonly Rule[]) : [rules as Rule];
};

const isRight = <Item>(item: Item | undefined): item is Item => item !== undefined;

/** What the schema cannot see: values that must go together. */
class Checks {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly #source: YamlSource;
  readonly #written: ConfigParts;
  /** What is told already: nothing follows from it. */
  readonly #wrong: ReadonlySet<string>;

  constructor(source: YamlSource, written: ConfigParts, wrong: ReadonlySet<string>) {
    this.#source = source;
    this.#written = written;
    this.#wrong = wrong;
  }

  listen(): MonitorConfig["listen"] | undefined {
    if (this.#wrong.has("listen")) return undefined;
    const { listen, tokens } = this.#written;
    const [, bracketed, plain, port] =
      /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(listen) ?? [];
    const host = bracketed ?? plain;
    if (host === undefined || Number(port) > 65_535) {
      return this.#refuse(["listen"], `expected host:port such as 127.0.0.1:8640, got "${listen}"`);
    }
    if (!isLoopback(host) && tokens.length === 0 && !this.#wrong.has("tokens")) {
      return this.#refuse(
        ["listen"],
        `${host} can be reached from other machines: add tokens, or listen on 127.0.0.1`,
      );
    }
    return { host, port: Number(port) };
  }

  allow(): readonly AllowRule[] {
    return this.#written.probe.allow.flatMap((written, index) => {
      const [, bracketed, plain, ports] =
        /^(?:\[([^\]]+)\]|([^:[\]]+))(?::([\d,-]+))?$/.exec(written) ?? [];
      const host = bracketed ?? plain ?? (written.split(":").length > 2 ? written : undefined);
      const path = ["probe", "allow", index] as const;
      if (host === undefined) {
        this.#refuse(
          path,
          `expected a host, prefix or *.domain, perhaps with :port, got "${written}"`,
        );
        return [];
      }
      const wrong = whyNotAllowable(host, ports);
      if (wrong !== undefined) this.#refuse(path, wrong);
      return [{ host, ...(ports !== undefined && { ports }) }];
    });
  }

  /** Probes that the caps would hold back for ever are refused here, where it can be said which. */
  rate({ targets }: TargetReader): void {
    if (this.#wrong.has("limits")) return;
    const { rate, ratePerAddress } = this.#written.limits;
    let all = 0;
    const byHost = new Map<string, number>();
    for (const { target, interval, place } of targets) {
      all += 1000 / interval;
      const atHost = (byHost.get(target.host) ?? 0) + 1000 / interval;
      const exceeded = atHost > ratePerAddress && (byHost.get(target.host) ?? 0) <= ratePerAddress;
      byHost.set(target.host, atHost);
      if (!exceeded) continue;
      const text = `${target.host} would be sent ${round(atHost)} probes a second; to a globally routable address limits.ratePerAddress allows ${ratePerAddress}`;
      this.warnings.push(new Problem(place, text));
    }
    if (all > rate) {
      const text = `all targets together make ${round(all)} probes a second, limits.rate allows ${rate}: raise it, or the intervals`;
      this.#refuse(["targets"], text);
    }
  }

  #refuse(path: readonly PropertyKey[], why: string): undefined {
    const place: Place = this.#source.placeOf(path);
    this.problems.push(new Problem(place, `${nameOf(path)}: ${why}`));
  }
}

/** What is wrong with a rule of `probe.allow`; undefined when it can be kept to. */
function whyNotAllowable(host: string, ports: string | undefined): string | undefined {
  try {
    if (host.includes("/")) parsePrefix(host);
    else makeTarget(host.replace(/^\*\./, ""), 1);
    if (ports !== undefined) parsePortList(ports);
    return undefined;
  } catch (error) {
    const { message, remedy } = asHalfopenError(error);
    return remedy === undefined ? message : `${message}; ${remedy}`;
  }
}

const round = (rate: number): number => Math.ceil(rate * 10) / 10;

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
