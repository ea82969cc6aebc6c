export { makeTarget, parsePort, parseTarget } from "./parse-target.ts";
export type { Lookup, ResolveOptions } from "./resolve.ts";
export { resolveTarget } from "./resolve.ts";
export type { Target } from "./target.ts";
