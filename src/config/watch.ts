import type { Stats } from "node:fs";
import { basename, dirname } from "node:path";
import { watch } from "chokidar";
import type { WatchedFiles } from "./load.ts";
import { isNamedBy } from "./pattern.ts";

/** Editors write in several steps: a change is taken up when it has been still for this long. */
const stillness = 200;
/** A file system's own clock may be that far behind. */
const clockGrain = 50;

/**
 * Calls back when a file of the configuration may have changed, also when it was replaced by another of
 * its name, and when files come or go that a pattern names. `follow` goes over to the files of another
 * configuration.
 */
export class ConfigWatch implements AsyncDisposable {
  readonly #onChange: () => void;
  readonly #now: () => number;
  readonly #watcher = watch([], { depth: 0, atomic: true, alwaysStat: true });
  #followedAt = 0;
  #folders = new Set<string>();
  #files = new Set<string>();
  #patterns: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `now` is the wall clock, epoch milliseconds: files bear its time. */
  constructor(config: WatchedFiles, onChange: () => void, now: () => number) {
    this.#onChange = onChange;
    this.#now = now;
    this.#watcher.on("all", (event, path, stats) => {
      // A folder that is new to the watcher is told file by file: only what came since is news.
      if (!event.startsWith("add") || this.#isNew(stats)) this.#see(path);
    });
    // A folder that cannot be watched is no reason to stop: a signal and the API are other ways.
    this.#watcher.on("error", () => {});
    this.follow(config);
  }

  follow({ files, patterns }: WatchedFiles): void {
    this.#files = new Set(files);
    this.#patterns = patterns;
    // Folders, not files: a file that is replaced by renaming another is no longer the one watched.
    const folders = new Set([...files, ...patterns].map((path) => dirname(path)));
    this.#watcher.unwatch([...this.#folders].filter((folder) => !folders.has(folder)));
    const fresh = [...folders].filter((folder) => !this.#folders.has(folder));
    if (fresh.length > 0) this.#followedAt = this.#now();
    this.#watcher.add(fresh);
    this.#folders = folders;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#watcher.close();
  }

  #isNew(stats: Stats | undefined): boolean {
    return stats === undefined || stats.ctimeMs >= this.#followedAt - clockGrain;
  }

  #see(path: string): void {
    const named =
      this.#files.has(path) ||
      // A symbolic link that a file's folder hangs on was turned to another.
      path.endsWith("/..data") ||
      this.#patterns.some((pattern) => matches(pattern, path));
    if (!named) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onChange, stillness);
  }
}

const matches = (pattern: string, path: string): boolean =>
  dirname(pattern) === dirname(path) && isNamedBy(basename(path), basename(pattern));
