import { useEffect, useState } from "preact/hooks";
import type { GlanceBody, GlancesBody } from "../../../src/api/contract.ts";
import { get } from "../api/client.ts";

const atOnce = 60;
const every = 5000;

/** Glances of these targets, anew every few seconds; those of others that were seen before stay. */
export function useGlances(ids: readonly string[]): ReadonlyMap<string, GlanceBody> {
  const [known, set] = useState<ReadonlyMap<string, GlanceBody>>(new Map());
  const wanted = ids.slice(0, atOnce).join("\n");
  useEffect(() => {
    if (wanted === "") return;
    const abort = new AbortController();
    const ask = async () => {
      const query = new URLSearchParams(wanted.split("\n").map((id) => ["target", id]));
      const { glances } = await get<GlancesBody>(`/api/v1/glances?${query}`, abort.signal);
      set((before) => new Map([...before, ...glances.map((one) => [one.target, one] as const)]));
    };
    // Whoever scrolls fast does not ask for every row that flies by.
    const first = setTimeout(() => void ask().catch(() => {}), 80);
    const timer = setInterval(() => void ask().catch(() => {}), every);
    return () => {
      abort.abort();
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [wanted]);
  return known;
}
