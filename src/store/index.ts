export { makeFolder } from "./folder.ts";
export { openHistory, backupHistory, type OpenHistory } from "./open-history.ts";
export { openStore, type StoreOptions } from "./open-store.ts";
export type * from "./store.ts";
