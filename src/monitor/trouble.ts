export type TroubleWords = {
  /** What is said when it begins, and when it has been over for a while; of how many in all. */
  readonly begins: (count: number) => string;
  readonly ends: (count: number) => string;
  readonly tell: (level: "info" | "warn", text: string) => void;
};

/** Looks, one a second, after which it is over: what comes and goes each few seconds is one trouble. */
const quietLooks = 60;

/** A count that should not grow: its growing is told as it begins and as it ends, however long it lasts. */
export class Trouble {
  readonly #words: TroubleWords;
  #latest: number;
  /** What was counted before it began; undefined while all is well. */
  #before: number | undefined;
  #quiet = 0;

  constructor(count: number, words: TroubleWords) {
    this.#latest = count;
    this.#words = words;
  }

  look(count: number): void {
    const { begins, ends, tell } = this.#words;
    const more = count - this.#latest;
    this.#latest = count;
    if (more > 0) {
      this.#quiet = 0;
      if (this.#before !== undefined) return;
      this.#before = count - more;
      tell("warn", begins(more));
    } else if (this.#before !== undefined && ++this.#quiet === quietLooks) {
      tell("info", ends(count - this.#before));
      this.#before = undefined;
    }
  }
}
