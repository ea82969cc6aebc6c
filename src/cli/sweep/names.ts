import { HalfopenError } from "../../errors.ts";
import type { EndpointSpace } from "../../sweep/index.ts";
import { type Exclusions, type Lookup, makeTarget, resolveTarget } from "../../targets/index.ts";
import { parseAddress } from "../../wire/index.ts";

/** Names looked up at the same time. */
const atOnce = 32;

/** Why a name has no address that may be probed. */
export type Unresolved = { readonly row: number; readonly error: HalfopenError };

export type NameWishes = {
  readonly family?: 4 | 6 | undefined;
  readonly exclusions: Exclusions;
  readonly lookup?: Lookup;
};

/**
 * Gives every name of a space its address, a bounded number at once, and returns those that have
 * none, in the order of their rows. Rows that failed before are left alone.
 */
export async function resolveNames(
  { names }: EndpointSpace,
  { family, exclusions, lookup }: NameWishes,
): Promise<Unresolved[]> {
  const unresolved: Unresolved[] = [];
  let next = 0;
  const resolveSome = async (): Promise<void> => {
    for (let row = next++; row < names.rows; row = next++) {
      if (names.stateOf(row) !== "unresolved") continue;
      try {
        const target = makeTarget(names.hostOf(row), 0);
        const [endpoint] = await resolveTarget(target, { family, ...(lookup && { lookup }) });
        const address = endpoint && parseAddress(endpoint.address);
        if (address === undefined) continue;
        if (exclusions.covers(address.family, address.words)) throw excluded(target.host);
        names.resolve(row, address.family, address.words);
      } catch (error) {
        if (!(error instanceof HalfopenError)) throw error;
        names.fail(row);
        unresolved.push({ row, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, names.rows) }, resolveSome));
  return unresolved.toSorted((one, other) => one.row - other.row);
}

const excluded = (host: string): HalfopenError =>
  new HalfopenError("TARGET_INVALID", `the address of "${host}" is excluded`, {
    remedy: "leave it out of the targets, or of the exclusions",
  });
