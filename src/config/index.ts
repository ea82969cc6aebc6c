export type * from "./config.ts";
export { diffTargets } from "./difference.ts";
export {
  isLoopback,
  type LoadedConfig,
  loadConfig,
  type LoadOptions,
  type WatchedFiles,
} from "./load.ts";
export { loadInThread } from "./load-in-thread.ts";
export { planLines } from "./plan.ts";
export { selects } from "./selector.ts";
export { starterConfig } from "./starter.ts";
export { ConfigWatch } from "./watch.ts";
