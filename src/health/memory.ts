import type { EndpointHealth } from "./endpoint-health.ts";
import { type Subject, subjectKey } from "./incident-book.ts";
import { TargetHealth } from "./target-health.ts";

/** What is to be kept of a subject, in its own words; undefined forgets it. */
export type Remembrance = { readonly subject: string; readonly memory: string | undefined };

type Remembering = EndpointHealth | TargetHealth<EndpointHealth>;

/** What must survive a restart: as it was found, and what of it has changed since. */
export class Memory {
  readonly #found = new Map<string, string>();
  readonly #changed = new Set<Remembering>();
  readonly #forgotten = new Set<string>();

  get hasNews(): boolean {
    return this.#changed.size > 0;
  }

  restore(found: ReadonlyMap<string, string>): void {
    for (const [subject, memory] of found) this.#found.set(subject, memory);
  }

  recall(subject: Subject): string | undefined {
    return this.#found.get(subjectKey(subject));
  }

  /** It may have other things to remember. */
  note(subject: Remembering): void {
    this.#changed.add(subject);
  }

  forget(subject: Remembering): void {
    this.#changed.delete(subject);
    const key = keyOf(subject);
    this.#found.delete(key);
    this.#forgotten.add(key);
  }

  /** What has changed since the last time. */
  take(): Remembrance[] {
    const news: Remembrance[] = [];
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

/** What an incident of this endpoint is about. */
export const subjectOf = ({ target, endpoint }: EndpointHealth): Required<Subject> => ({
  target: target.id,
  endpoint,
});
