import { HalfopenError } from "../../errors.ts";
import type { EndpointSpace } from "../../sweep/index.ts";
import type { Endpoint } from "../../endpoint.ts";
import { type Exclusions, type Lookup, makeTarget, resolveTarget } from "../../targets/index.ts";
import { parseAddress } from "../../wire/index.ts";
import { unlessStopped } from "../unless-stopped.ts";

/** Names looked up at the same time. */
const atOnce = 32;

/** Why a name has no address that may be probed. */
export type Unresolved = { readonly row: number; readonly error: HalfopenError };

export type NameWishes = {
  readonly family?: 4 | 6 | undefined;
  readonly exclusions: Exclusions;
  readonly lookup: Lookup;
  /** Ends it: names that are still asked for stay unresolved. */
  readonly stopped: AbortSignal;
};

/**
 * Gives every name of a space its address, a bounded number at once, and returns those that have
 * none, in the order of their rows. Rows that are known already are left alone.
 */
export async function resolveNames(
  { names }: EndpointSpace,
  { family, exclusions, lookup, stopped }: NameWishes,
): Promise<Unresolved[]> {
  const unresolved: Unresolved[] = [];
  const hadEnough = (): boolean => stopped.aborted;
  let next = 0;
  const resolveSome = async (): Promise<void> => {
    for (let row = next++; row < names.rows && !hadEnough(); row = next++) {
      if (names.stateOf(row) !== "unresolved") continue;
      try {
        const target = makeTarget(names.hostOf(row), 0);
        const [endpoint] = await resolveTarget(target, { family, lookup });
        const address = parseAddress(endpoint?.address ?? "");
        if (hadEnough()) return;
        if (endpoint === undefined || address === undefined) throw unusable(target.host);
        if (endpoint.zone !== undefined) throw zoned(target.host, endpoint);
        if (exclusions.covers(address.family, address.words)) throw excluded(target.host);
        names.resolve(row, address.family, address.words);
      } catch (error) {
        if (!(error instanceof HalfopenError)) throw error;
        if (hadEnough()) return;
        names.fail(row);
        unresolved.push({ row, error });
      }
    }
  };
  const all = Promise.all(Array.from({ length: Math.min(atOnce, names.rows) }, resolveSome));
  await unlessStopped(all, stopped);
  return unresolved.toSorted((one, other) => one.row - other.row);
}

const unusable = (host: string): HalfopenError =>
  new HalfopenError(
    "NAME_NOT_RESOLVED",
    `cannot resolve "${host}": what it stands for is no address`,
    {
      remedy: "check the name in /etc/hosts",
    },
  );

const zoned = (host: string, { address, zone }: Endpoint): HalfopenError =>
  new HalfopenError("TARGET_INVALID", `the address of "${host}" is of one link alone`, {
    remedy: `name it as ${address}%${zone}`,
  });

const excluded = (host: string): HalfopenError =>
  new HalfopenError("TARGET_INVALID", `the address of "${host}" is excluded`, {
    remedy: "leave it out of the targets, or of the exclusions",
  });
