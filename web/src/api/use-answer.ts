import { useEffect, useState } from "preact/hooks";
import { get, Refusal } from "./client.ts";
import { connection } from "./events.ts";
import { token } from "./session.ts";
import { useValue } from "../value.ts";

/** What was asked for: on its way, here, or refused. While it is asked for anew the last one stays. */
export type Answer<Body> =
  | { readonly state: "asked" }
  | { readonly state: "here"; readonly body: Body; readonly refresh: () => void }
  | { readonly state: "refused"; readonly problem: string; readonly refresh: () => void };

/**
 * Asks the API for `path`, again when it changes, every `every` milliseconds where that is given, and
 * when the daemon has come back.
 */
export function useAnswer<Body>(path: string, every?: number): Answer<Body> {
  const [answer, set] = useState<{ path: string; found: Answer<Body> }>();
  const [round, again] = useState(0);
  const isLive = useValue(connection) === "live";
  const bearer = useValue(token);
  useEffect(() => {
    const abort = new AbortController();
    const refresh = () => again((count) => count + 1);
    const take = (found: Answer<Body>) => {
      if (!abort.signal.aborted) set({ path, found });
    };
    get<Body>(path, abort.signal).then(
      (body) => take({ state: "here", body, refresh }),
      (error: unknown) => {
        const problem = error instanceof Refusal ? error.message : "";
        take({ state: "refused", problem, refresh });
      },
    );
    const timer = every === undefined ? undefined : setTimeout(refresh, every);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [path, every, round, isLive, bearer]);
  return answer?.path === path ? answer.found : { state: "asked" };
}
