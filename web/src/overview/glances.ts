import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { GlanceBody, GlancesBody } from "../../../src/api/contract.ts";
import { get } from "../api/client.ts";
import { hear, returns } from "../api/events.ts";
import { useValue } from "../value.ts";

/** As many as may be asked for at once. */
const atOnce = 60;
/** Of the last minutes a glance is asked for as results come, of the whole hour now and then. */
const [freshMinutes, wholly] = [5, 60_000];
/** From one question to the next, and no later than results come: what is new is drawn with them. */
const betweenQuestions = 800;
/** Whoever scrolls fast does not ask for every row that flies by. */
const rest = 80;

type Glances = ReadonlyMap<string, GlanceBody>;

/**
 * Glances of the targets that are kept; those of others that were seen before stay. The first ones are shown
 * as soon as they are here; newer ones, of those that are seen, when the rows are next drawn.
 */
export function useGlances(kept: readonly string[], seen: readonly string[]): Glances {
  const known = useMemo(() => new Map<string, GlanceBody>(), []);
  const [, again] = useState(0);
  const watched = useRef(new Set(seen));
  watched.current = new Set(seen);
  const wanted = kept.join("\n");
  const returned = useValue(returns);
  useEffect(() => {
    if (wanted === "") return;
    const abort = new AbortController();
    const all = wanted.split("\n");
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = Number.NEGATIVE_INFINITY;
    const ask = async (some: readonly string[], minutes?: number): Promise<void> => {
      for (let from = 0; from < some.length; from += atOnce) {
        const query = new URLSearchParams(
          some.slice(from, from + atOnce).map((id) => ["target", id]),
        );
        if (minutes !== undefined) query.set("minutes", String(minutes));
        const { glances } = await get<GlancesBody>(`/api/v1/glances?${query}`, abort.signal);
        const isNew = glances.some(({ target }) => !known.has(target));
        for (const one of glances) known.set(one.target, joinGlance(known.get(one.target), one));
        if (isNew) again((count) => count + 1);
      }
    };
    const askWhole = (): void => void ask(all).catch(() => {});
    const askFresh = (): void => {
      clearTimeout(timer);
      timer = undefined;
      asked = performance.now();
      // What has no hour yet gets it whole, with what is new.
      const some = [...changed].filter((id) => known.has(id));
      changed.clear();
      void ask(some, freshMinutes).catch(() => {});
    };
    const stop = hear("results", ({ results }) => {
      for (const { target } of results) if (watched.current.has(target)) changed.add(target);
      if (changed.size === 0) return;
      const wait = asked + betweenQuestions - performance.now();
      if (wait <= 0) askFresh();
      else timer ??= setTimeout(askFresh, wait);
    });
    const first = setTimeout(askWhole, rest);
    const slow = setInterval(askWhole, wholly);
    return () => {
      stop();
      abort.abort();
      clearTimeout(timer);
      clearTimeout(first);
      clearInterval(slow);
    };
  }, [known, wanted, returned]);
  return known;
}

/** An hour whose last minutes are replaced by fresh ones; the fresh ones alone where they do not meet. */
export function joinGlance(known: GlanceBody | undefined, fresh: GlanceBody): GlanceBody {
  if (known === undefined || known.cells.length < fresh.cells.length) return fresh;
  const { from, stepMs } = fresh;
  const before = (from - known.from) / stepMs;
  if (before < 0 || before > known.cells.length) return fresh;
  const cells = [...known.cells.slice(0, before), ...fresh.cells].slice(-known.cells.length);
  return { ...fresh, from: from + (fresh.cells.length - cells.length) * stepMs, cells };
}
