import type { ChannelConfig, MonitorConfig, TargetConfig } from "./config.ts";
import type { LoadedConfig } from "./load.ts";
import { Problem } from "./problem.ts";
import { HiddenSecret, type SecretOrigin } from "./secret.ts";

/** What a problem is without what it can do. */
type PackedProblem = Pick<Problem, "place" | "message">;
type PackedChannel = Readonly<Record<string, string | readonly string[] | SecretOrigin>>;

/** A loaded configuration as it goes from one thread to another: values alone. */
export type PackedConfig =
  | {
      readonly ok: true;
      readonly config: Omit<MonitorConfig, "notify"> & {
        readonly notify: readonly PackedChannel[];
      };
      readonly warnings: readonly PackedProblem[];
    }
  | (Omit<Extract<LoadedConfig, { ok: false }>, "problems"> & {
      readonly problems: readonly PackedProblem[];
    });

export function packed(loaded: LoadedConfig): PackedConfig {
  if (!loaded.ok) return loaded;
  const { config, warnings } = loaded;
  return { ok: true, config: { ...config, notify: config.notify.map(packedChannel) }, warnings };
}

/** Inverse of `packed`, on the other side. */
export function unpacked(sent: PackedConfig): LoadedConfig {
  if (!sent.ok) return { ...sent, problems: sent.problems.map(problemOf) };
  share(sent.config.targets);
  const notify = sent.config.notify.map(channelOf);
  const warnings = sent.warnings.map(problemOf);
  return { ok: true, config: { ...sent.config, notify }, warnings };
}

const noLabels: TargetConfig["labels"] = {};

/** Of what very many targets have in common each got a copy on its way: from here on they have the same. */
function share(targets: readonly TargetConfig[]): void {
  const files = new Map<string, string>();
  for (const { place } of targets) files.set(place.file, place.file);
  for (const target of targets) {
    Object.assign(target.place, { file: files.get(target.place.file) });
    if (Object.keys(target.labels).length === 0) Object.assign(target, { labels: noLabels });
  }
}

const problemOf = ({ place, message }: PackedProblem): Problem => new Problem(place, message);

const packedChannel = (channel: ChannelConfig): PackedChannel =>
  Object.fromEntries(
    Object.entries(channel).map(([key, value]: [string, unknown]) => [
      key,
      value instanceof HiddenSecret ? value.origin() : (value as string),
    ]),
  );

const channelOf = (channel: PackedChannel): ChannelConfig =>
  Object.fromEntries(
    Object.entries(channel).map(([key, value]) => [
      key,
      typeof value === "string" || Array.isArray(value)
        ? value
        : new HiddenSecret(value as SecretOrigin),
    ]),
  ) as unknown as ChannelConfig;
