import { useCallback, useEffect, useState } from "preact/hooks";
import { get, type Problem, problemOf } from "./client.ts";
import { returns } from "./events.ts";
import { token } from "./session.ts";
import { useValue } from "../value.ts";

/** What was asked for: on its way, here, or refused. */
export type Answer<Body> = { readonly refresh: () => void } & (
  | { readonly state: "asked" }
  | { readonly state: "here"; readonly body: Body }
  | { readonly state: "refused"; readonly problem: Problem }
);
type Found<Body> = { readonly path: string } & (
  | { readonly body: Body }
  | { readonly problem: Problem }
);

/**
 * Asks the API for `path`, again when it changes, every `every` milliseconds where that is given, and
 * when the daemon has come back. What was here stays while it is asked for anew, and also while nobody
 * answers or nothing may be asked: only what is gone for good is taken away.
 */
export function useAnswer<Body>(path: string, every?: number): Answer<Body> {
  const [found, set] = useState<Found<Body>>();
  const [round, again] = useState(0);
  const refresh = useCallback(() => again((count) => count + 1), []);
  const returned = useValue(returns);
  const bearer = useValue(token);
  useEffect(() => {
    const abort = new AbortController();
    get<Body>(path, abort.signal).then(
      (body) => set({ path, body }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const problem = problemOf(error);
        const isGone = problem?.status === 404;
        set((before) =>
          before !== undefined && before.path === path && "body" in before && !isGone
            ? before
            : { path, problem },
        );
      },
    );
    const timer = every === undefined ? undefined : setTimeout(refresh, every);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, every, round, returned, bearer, refresh]);
  if (found?.path !== path) return { state: "asked", refresh };
  return "body" in found
    ? { state: "here", body: found.body, refresh }
    : { state: "refused", problem: found.problem, refresh };
}
