import type { Endpoint, ProbeResult } from "../probe/index.ts";

/** The place of a number, which is of one result alone. */
const number = Symbol("number");
/** The place of the endpoint: whoever keeps its results has it already. */
const whose = Symbol("endpoint");

/** A result as its form, and its numbers from `from` on: until the next result comes. */
export type FormedResult = {
  readonly form: ResultForm;
  readonly numbers: Float64Array;
  readonly from: number;
};

type Word = string | boolean | readonly string[] | undefined;
type Part = typeof number | typeof whose | Word | ResultForm;
type Fields = Record<string, unknown>;

/**
 * What very many results have in common: which facts there are, and the words among them. A result is its
 * form and some numbers, and takes a fifth of the room that way.
 */
export class ResultForm {
  readonly #names: readonly string[];
  readonly #parts: readonly Part[];
  /** How many numbers each result of this form has. */
  readonly width: number;

  constructor(like: object) {
    this.#names = Object.keys(like);
    this.#parts = this.#names.map((name) => partOf(name, (like as Fields)[name]));
    this.width = this.#parts.reduce<number>((sum, part) => sum + widthOf(part), 0);
  }

  /**
   * Puts the numbers of a result into `numbers`, from `from` on; returns how many are in it then, or -1
   * when the result has another form. HOT: for each result.
   */
  take(result: object, numbers: Float64Array, from = 0): number {
    const names = this.#names;
    const parts = this.#parts;
    let [place, count] = [0, from];
    for (const name in result) {
      if (name !== names[place]) return -1;
      const part = parts[place++];
      const fact = (result as Fields)[name];
      if (part === number) {
        if (typeof fact !== "number") return -1;
        numbers[count++] = fact;
      } else if (part instanceof ResultForm) {
        if (typeof fact !== "object" || fact === null || Array.isArray(fact)) return -1;
        count = part.take(fact, numbers, count);
        if (count < 0) return -1;
      } else if (part !== whose && part !== fact && !isSameList(part, fact)) return -1;
    }
    return place === names.length ? count : -1;
  }

  /** The result of this form whose numbers are in `numbers` from `from` on. */
  give(numbers: Float64Array, from: number, endpoint: Endpoint): ProbeResult {
    const result: Fields = {};
    let at = from;
    for (let place = 0; place < this.#names.length; place++) {
      const name = this.#names[place]!;
      const part = this.#parts[place];
      if (part === number) result[name] = numbers[at++];
      else if (part instanceof ResultForm) {
        result[name] = part.give(numbers, at, endpoint);
        at += part.width;
      } else result[name] = part === whose ? endpoint : part;
    }
    return result as unknown as ProbeResult;
  }
}

const widthOf = (part: Part): number =>
  part === number ? 1 : part instanceof ResultForm ? part.width : 0;

function partOf(name: string, fact: unknown): Part {
  if (typeof fact === "number") return number;
  if (name === "endpoint") return whose;
  if (typeof fact !== "object" || fact === null || Array.isArray(fact)) return fact as Word;
  return new ResultForm(fact);
}

function isSameList(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return false;
  return one.length === other.length && one.every((item, place) => item === other[place]);
}
