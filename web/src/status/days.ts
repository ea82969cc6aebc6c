import { useEffect, useState } from "preact/hooks";
import type { StatusDay, StatusDaysBody } from "../../../src/api/contract.ts";
import { get } from "../api/client.ts";

/** Few at a time, so that what is on top is there soon. */
const atOnce = 20;
const every = 300_000;

/** The last 90 days of these targets, as they come; anew every five minutes. */
export function useDays(ids: readonly string[]): ReadonlyMap<string, readonly StatusDay[]> {
  const [known, set] = useState<ReadonlyMap<string, readonly StatusDay[]>>(new Map());
  const wanted = ids.join("\n");
  useEffect(() => {
    const abort = new AbortController();
    const ask = async () => {
      const left = wanted.split("\n").filter((id) => id !== "");
      while (left.length > 0) {
        const query = new URLSearchParams(left.splice(0, atOnce).map((id) => ["target", id]));
        const path = `/api/v1/status-page/days?${query}`;
        const { targets } = await get<StatusDaysBody>(path, abort.signal);
        set(
          (before) => new Map([...before, ...targets.map(({ id, days }) => [id, days] as const)]),
        );
      }
    };
    void ask().catch(() => {});
    const timer = setInterval(() => void ask().catch(() => {}), every);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [wanted]);
  return known;
}
