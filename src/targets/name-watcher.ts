import { formatEndpoint, type Endpoint } from "../endpoint.ts";
import { asHalfopenError, type HalfopenError } from "../errors.ts";
import type { Nanoseconds } from "../units.ts";
import { resolveTarget } from "./resolve.ts";
import type { Target } from "./target.ts";

/**
 * Every address of a name, and for how many seconds that holds, where it is known. `partial` when a part
 * of the question was not answered: what is missing may still be there.
 */
export type TimedLookup = (host: string) => Promise<{
  readonly addresses: readonly string[];
  readonly ttl?: number;
  readonly partial?: boolean;
}>;

/** What a look at a name found, or why it found nothing. */
export type Naming = { readonly took: Nanoseconds } & (
  | { readonly endpoints: readonly Endpoint[] }
  | { readonly error: HalfopenError }
);

export type NameWatcherOptions = {
  readonly lookup: TimedLookup;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly after?: (milliseconds: number, callback: () => void) => () => void;
};

export type NameOptions = { readonly family?: 4 | 6; readonly all: boolean };

type Watched = {
  stopped: boolean;
  failures: number;
  current: readonly Endpoint[];
  forget: () => void;
};

const nothing = (): void => {};
const isStopped = ({ stopped }: Watched): boolean => stopped;

const second = 1000;
/** However short or long a name's records say that they hold. */
const [shortest, longest] = [5 * second, 3600 * second];
const unknownLifetime = 60 * second;
const [firstRetry, longestRetry] = [5 * second, 60 * second];
const lookupsAtOnce = 16;

/**
 * Keeps what names stand for fresh: each is looked at anew when its records have run out (RFC 1035 §3.2.1,
 * within bounds), a few at once, so that a name server that does not answer holds up none of the others.
 */
export class NameWatcher {
  readonly #options: NameWatcherOptions;
  readonly #after: NonNullable<NameWatcherOptions["after"]>;
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  constructor(options: NameWatcherOptions) {
    this.#options = options;
    this.#after = options.after ?? afterReally;
  }

  /** Calls back after every look, at first as soon as may be. An address is told once, and stays. */
  watch(
    target: Target,
    options: NameOptions,
    listener: (naming: Naming) => void,
  ): { stop(): void } {
    const watched: Watched = { stopped: false, failures: 0, current: [], forget: nothing };
    const look = async (): Promise<void> => {
      if (watched.stopped) return;
      const { naming, lifetime } = await this.#look(target, options, watched.current);
      if (isStopped(watched)) return;
      if ("endpoints" in naming) watched.current = naming.endpoints;
      watched.failures = "error" in naming ? watched.failures + 1 : 0;
      listener(naming);
      if (target.literal !== undefined && "endpoints" in naming) return;
      const wait =
        watched.failures === 0
          ? Math.min(longest, Math.max(shortest, lifetime))
          : Math.min(longestRetry, firstRetry * 2 ** Math.min(watched.failures - 1, 10));
      watched.forget = this.#after(wait * spread(target.text), () => this.#queue(look));
    };
    if (target.literal === undefined) this.#queue(look);
    else void look();
    return {
      stop() {
        watched.stopped = true;
        watched.forget();
      },
    };
  }

  #queue(look: () => Promise<void>): void {
    this.#waiting.push(look);
    this.#start();
  }

  #start(): void {
    while (this.#running < lookupsAtOnce) {
      const look = this.#waiting.shift();
      if (look === undefined) return;
      this.#running++;
      void look().finally(() => {
        this.#running--;
        this.#start();
      });
    }
  }

  async #look(
    target: Target,
    { family, all }: NameOptions,
    current: readonly Endpoint[],
  ): Promise<{ naming: Naming; lifetime: number }> {
    const { now, lookup } = this.#options;
    const began = now();
    const answer = { lifetime: unknownLifetime, partial: false };
    const took = () => Math.round((now() - began) * 1e6) as Nanoseconds;
    try {
      const found = await resolveTarget(target, {
        all: true,
        family,
        lookup: async (host) => {
          const { addresses, ttl, partial = false } = await lookup(host);
          answer.partial = partial;
          if (ttl !== undefined) answer.lifetime = ttl * second;
          if (partial) answer.lifetime = Math.min(answer.lifetime, longestRetry);
          return addresses.map((address) => ({ address }));
        },
      });
      return {
        naming: {
          endpoints: all
            ? answer.partial
              ? withMissing(found, current)
              : found
            : steady(found, current),
          took: took(),
        },
        lifetime: answer.lifetime,
      };
    } catch (error) {
      return { naming: { error: asHalfopenError(error), took: took() }, lifetime: answer.lifetime };
    }
  }
}

/** What was found, and what was there before of the part that was not answered. */
function withMissing(
  found: readonly Endpoint[],
  current: readonly Endpoint[],
): readonly Endpoint[] {
  const families = new Set(found.map(({ family }) => family));
  return [...found, ...current.filter(({ family }) => !families.has(family))];
}

/** The first address, unless the one that was first is still there: a name server may turn them round. */
function steady(found: readonly Endpoint[], current: readonly Endpoint[]): readonly Endpoint[] {
  const present = new Set(current.map(formatEndpoint));
  const kept = found.find((endpoint) => present.has(formatEndpoint(endpoint)));
  return [kept ?? found[0]!];
}

/** From 0.9 to 1, by the name: names that began together do not stay together. */
function spread(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (hash * 31 + text.charCodeAt(at)) % 1009;
  return 0.9 + hash / 10_090;
}

const afterReally = (milliseconds: number, callback: () => void): (() => void) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};
