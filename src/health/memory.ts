import type { EndpointHealth } from "./endpoint-health.ts";
import { type Subject, subjectKey } from "./incident-book.ts";
import { TargetHealth } from "./target-health.ts";

/** What is to be kept of a subject, in its own words; undefined forgets it. */
export type Remembrance = { readonly subject: string; readonly memory: string | undefined };

type Remembering = EndpointHealth | TargetHealth<EndpointHealth>;

/** What must survive a restart: as it was found, and what of it has changed since. */
export class Memory {
  /** What was found of whoever is not there yet, of a target and its endpoints together. */
  readonly #found = new Map<string, Map<string, string>>();
  readonly #changed = new Set<Remembering>();
  readonly #forgotten = new Set<string>();
  /** What was found of whoever is not there yet, to be kept once more. */
  readonly #again = new Map<string, string>();

  get hasNews(): boolean {
    return this.#changed.size > 0;
  }

  restore(found: ReadonlyMap<string, string>): void {
    for (const [subject, memory] of found) {
      const target = targetIn(subject);
      const mine = this.#found.get(target);
      if (mine === undefined) this.#found.set(target, new Map([[subject, memory]]));
      else mine.set(subject, memory);
    }
  }

  /** What was found of a subject, which is there from now on. */
  recall(subject: Subject): string | undefined {
    const key = subjectKey(subject);
    const mine = this.#found.get(targetIn(key));
    const memory = mine?.get(key);
    mine?.delete(key);
    return memory;
  }

  /** It may have other things to remember. */
  note(subject: Remembering): void {
    this.#changed.add(subject);
  }

  forget(subject: Remembering): void {
    this.#changed.delete(subject);
    const key = keyOf(subject);
    this.#forgotten.add(key);
  }

  /** What was found of this target, and is still not there, went away while nobody looked. */
  forgetAbsent(target: string): void {
    for (const key of this.#found.get(target)?.keys() ?? []) this.#forgotten.add(key);
    this.#found.delete(target);
  }

  /** Other targets than these went away while nobody looked. */
  forgetOthers(targets: ReadonlyMap<string, unknown>): void {
    for (const target of this.#found.keys()) {
      if (!targets.has(target)) this.forgetAbsent(target);
    }
  }

  /** What was kept is lost: all of it counts as changed, also of whoever is not there yet. */
  keepAgain(present: Iterable<Remembering>): void {
    for (const mine of this.#found.values()) {
      for (const [subject, memory] of mine) this.#again.set(subject, memory);
    }
    for (const subject of present) {
      subject.memory = "";
      this.#changed.add(subject);
    }
  }

  /** What has changed since the last time; of a subject told twice, the later counts. */
  take(): Remembrance[] {
    const news: Remembrance[] = Array.from(this.#again, ([subject, memory]) => ({
      subject,
      memory,
    }));
    this.#again.clear();
    for (const subject of this.#forgotten) news.push({ subject, memory: undefined });
    this.#forgotten.clear();
    for (const subject of this.#changed) {
      const memory = subject.remember();
      if (memory === subject.memory) continue;
      subject.memory = memory;
      news.push({ subject: keyOf(subject), memory });
    }
    this.#changed.clear();
    return news;
  }
}

const keyOf = (subject: Remembering): string =>
  subjectKey(subject instanceof TargetHealth ? { target: subject.id } : subjectOf(subject));

/** The target that a subject's key names, alone or before an endpoint. */
const targetIn = (key: string): string => key.replace(/ \S+:\d+$/, "");

/** What an incident of this endpoint is about. */
export const subjectOf = ({ target, endpoint }: EndpointHealth): Required<Subject> => ({
  target: target.id,
  endpoint,
});
