import { HalfopenError } from "../errors.ts";
import { type Lookup, resolveTarget, type Target } from "../targets/index.ts";
import type { NamedEndpoint } from "./collector.ts";

/** A target that has no address to probe, and why. */
export type UnresolvedTarget = { readonly target: Target; readonly error: HalfopenError };

export type Resolution = {
  readonly named: readonly NamedEndpoint[];
  readonly unresolved: readonly UnresolvedTarget[];
};

export type ResolutionWishes = {
  readonly family?: 4 | 6 | undefined;
  /** Every address of a name, not only the first. */
  readonly allAddresses: boolean;
  readonly lookup?: Lookup;
};

/** Names looked up at the same time. */
const atOnce = 32;

/**
 * The endpoints of all targets, in their order, and the targets that have none. Throws the error of
 * the first of those when none has.
 */
export async function resolveTargets(
  targets: readonly Target[],
  { family, allAddresses: all, lookup }: ResolutionWishes,
): Promise<Resolution> {
  const found: NamedEndpoint[][] = [];
  const failed: (UnresolvedTarget & { readonly place: number })[] = [];
  let next = 0;
  const resolveSome = async (): Promise<void> => {
    for (let place = next++; place < targets.length; place = next++) {
      const target = targets[place]!;
      found[place] = [];
      try {
        const endpoints = await resolveTarget(target, { family, all, ...(lookup && { lookup }) });
        found[place] = endpoints.map((endpoint) => ({ target: target.text, endpoint }));
      } catch (error) {
        if (!(error instanceof HalfopenError)) throw error;
        failed.push({ place, target, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, targets.length) }, resolveSome));
  const unresolved = failed.toSorted((one, other) => one.place - other.place);
  if (unresolved[0] !== undefined && unresolved.length === targets.length)
    throw unresolved[0].error;
  return { named: found.flat(), unresolved };
}
