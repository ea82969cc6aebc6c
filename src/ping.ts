import { openProber, type OpenProberOptions } from "./open-prober.ts";
import type { ProbeResult } from "./probe/index.ts";
import { parseTarget, resolveTarget } from "./targets/index.ts";
import { nanosecondsFromMilliseconds } from "./units.ts";

export type PingOptions = OpenProberOptions & {
  /** Probes of each endpoint; absent: until the loop is left. */
  readonly count?: number;
  /** Milliseconds from one probe of an endpoint to its next (default 1000). */
  readonly intervalMs?: number;
  /** Milliseconds to wait for an answer (default 2000). */
  readonly timeoutMs?: number;
  /** Only addresses of this family. */
  readonly family?: 4 | 6;
  /** Probe every address of a name, not only the first. */
  readonly allAddresses?: boolean;
  readonly signal?: AbortSignal;
};

/**
 * Probes one target or several and yields each result as it is known. Leaving the loop closes
 * everything. Throws a HalfopenError: TARGET_INVALID, NAME_NOT_RESOLVED, RAW_SOCKET_DENIED and others.
 */
export async function* ping(
  targets: string | readonly string[],
  options: PingOptions = {},
): AsyncGenerator<ProbeResult, void, void> {
  const { count, intervalMs = 1000, timeoutMs = 2000, family, allAddresses = false } = options;
  const names = typeof targets === "string" ? [targets] : targets;
  const resolved = await Promise.all(
    names.map((name) => resolveTarget(parseTarget(name), { family, all: allAddresses })),
  );
  await using prober = openProber(options);
  const plan = {
    endpoints: resolved.flat(),
    interval: nanosecondsFromMilliseconds(intervalMs),
    timeout: nanosecondsFromMilliseconds(timeoutMs),
    ...(count !== undefined && { count }),
  };
  for await (const event of prober.run(plan, options.signal)) {
    if (event.event === "probe") yield event.result;
  }
}
