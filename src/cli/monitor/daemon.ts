import { fileURLToPath } from "node:url";
import { addressOf, createApi, Dashboard, listen } from "../../api/index.ts";
import {
  ConfigWatch,
  type LoadedConfig,
  type MonitorConfig,
  type WatchedFiles,
} from "../../config/index.ts";
import { createProbe, metricsText } from "../../metrics/index.ts";
import { Monitor, timeOrderedIds } from "../../monitor/index.ts";
import { dropPrivileges, letGoOfProgram, ringFor } from "../../net/index.ts";
import { Outbox } from "../../notify/index.ts";
import { openProber } from "../../open-prober.ts";
import { openStore } from "../../store/index.ts";
import { NameWatcher, resolveTarget, systemTimedLookup } from "../../targets/index.ts";
import { counted } from "../../units.ts";
import { ownFolder } from "./own-folder.ts";
import type { Log } from "./log.ts";

export type DaemonParts = {
  readonly load: () => Promise<LoadedConfig>;
  readonly log: Log;
  readonly version: string;
  readonly storeWorker: URL;
  /** The folder of the built dashboard. */
  readonly dashboard: URL;
};

const now = () => ({ wall: Date.now(), monotonic: performance.now() });

/**
 * Puts the daemon together, runs it until SIGTERM or SIGINT, and takes it apart again. What needs a
 * privilege is opened first; then it is given up, and only then a file is touched or a request heard.
 */
export async function runDaemon(config: MonitorConfig, parts: DaemonParts): Promise<number> {
  const { log, version, storeWorker } = parts;
  const dashboard = new Dashboard(fileURLToPath(parts.dashboard));
  await using prober = openProber({
    method: config.method,
    caps: { rate: config.limits.rate, ratePerAddress: config.limits.ratePerAddress },
    ring: ringFor(Number.POSITIVE_INFINITY),
    ...(config.interface !== undefined && { interface: config.interface }),
    ...(config.source !== undefined && { source: config.source }),
    notice: (sentence) => log("warn", sentence),
  });
  const listening = await listen(config.listen);
  ownFolder(config.data, config.user);
  log("info", dropPrivileges(config.user));

  await using store = await openStore({
    directory: config.data,
    vantage: config.vantage,
    retention: config.retention,
    worker: storeWorker,
  });
  const { message } = store.status();
  if (message !== undefined) log("error", message);
  const newId = timeOrderedIds(Date.now);
  await using outbox = new Outbox({
    channels: config.notify,
    save: (changes) => store.save(changes),
    now: Date.now,
    newId,
    vantage: config.vantage,
    log,
  });
  const lookup = systemTimedLookup();
  const names = new NameWatcher({ lookup, now: () => performance.now() });
  const load = async (): Promise<LoadedConfig> => {
    const loaded = await parts.load();
    watch.follow(loaded.ok ? loaded.config : bothOf(monitor.config, loaded));
    return loaded;
  };
  const monitor: Monitor = new Monitor({
    config,
    prober,
    store,
    outbox,
    names,
    load,
    now,
    newId,
    log,
  });
  const api = createApi({
    monitor,
    store,
    config: () => monitor.config,
    version,
    dashboard,
    metrics: () => metricsText(monitor, { version, node: process.version }),
    probe: createProbe({
      probeOnce: (endpoint, timeout) => monitor.probeOnce(endpoint, timeout),
      resolve: (target, family) =>
        resolveTarget(target, {
          family,
          lookup: async (host) => (await lookup(host)).addresses.map((address) => ({ address })),
        }),
      allow: () => monitor.config.probeAllow,
      now: () => performance.now(),
      log,
    }),
    now,
    addressOf,
    log,
  });
  listening.serve(api.fetch);
  await using watch = new ConfigWatch(config, () => void monitor.reload(), Date.now);
  const signals = onSignals({
    SIGHUP: () => void monitor.reload(),
    SIGTERM: () => monitor.stop(),
    SIGINT: () => monitor.stop(),
  });
  const { host } = config.listen;
  log(
    "info",
    `watching ${counted(config.targets.length, "target")} with ${prober.method}, listening on ${host}:${listening.port}`,
  );
  // All of it is loaded, and nothing is probed yet.
  letGoOfProgram();
  try {
    await monitor.run();
    log("info", "stopping");
  } finally {
    signals[Symbol.dispose]();
    api.close();
    await listening.close();
  }
  return 0;
}

/** What is wrong may be put right in a file that only the configuration that was refused names. */
const bothOf = (one: WatchedFiles, other: WatchedFiles): WatchedFiles => ({
  files: [...one.files, ...other.files],
  patterns: [...one.patterns, ...other.patterns],
});

function onSignals(handlers: Partial<Record<NodeJS.Signals, () => void>>): Disposable {
  const entries = Object.entries(handlers) as [NodeJS.Signals, () => void][];
  for (const [signal, handler] of entries) process.on(signal, handler);
  return {
    [Symbol.dispose]() {
      for (const [signal, handler] of entries) process.off(signal, handler);
    },
  };
}
