import type { Endpoint, ProbeResult } from "../probe/index.ts";
import { roomFor } from "../stats/index.ts";
import { type FormedResult, ResultForm } from "./result-form.ts";

/** Results that all endpoints together remember with every fact: about 200 octets each. */
const budget = 10_000;
const fewest = 3;
const most = 30;

/** How many results each of so many endpoints remembers. */
export const recentCapacity = (endpoints: number): number =>
  Math.max(fewest, Math.min(most, Math.floor(budget / Math.max(1, endpoints))));

/** The forms of the latest results of all endpoints: there are few at a time. */
const forms: ResultForm[] = [];
const mostForms = 16;

const nothing = new Float64Array(0);

/** The numbers of the result at hand: no result has so many. */
const taken = new Float64Array(64);

/**
 * The latest results of one endpoint, side by side as numbers: as objects ten thousand endpoints had
 * 30 MiB of them, each in use just long enough to be costly to free.
 */
export class RecentResults {
  readonly #endpoint: Endpoint;
  #capacity: number;
  #forms: (ResultForm | undefined)[];
  /** As many of each result as the one with the most has. */
  #numbers: Float64Array = nothing;
  #from = 0;
  #width = 0;
  #kept = 0;
  /** Where the next one goes. */
  #next = 0;

  constructor(endpoint: Endpoint, capacity: number) {
    this.#endpoint = endpoint;
    this.#capacity = capacity;
    this.#forms = Array.from({ length: capacity });
  }

  get last(): ProbeResult | undefined {
    return this.#kept === 0 ? undefined : this.#result(0);
  }

  /** The last one, for whoever needs no object of it. */
  get lastFormed(): FormedResult | undefined {
    if (this.#kept === 0) return undefined;
    const place = this.#placeOf(0);
    return { form: this.#forms[place]!, numbers: this.#numbers, from: this.#fromOf(place) };
  }

  /** Reads a bit of the last one; what it returns has no meaning. */
  readAhead(): number {
    if (this.#kept === 0) return 0;
    const place = this.#placeOf(0);
    const from = this.#fromOf(place);
    return (
      this.#forms[place]!.width + this.#numbers[from]! + this.#numbers[from + this.#width - 1]!
    );
  }

  push(result: ProbeResult): void {
    const form = formOf(result, this.#forms[this.#placeOf(0)]);
    if (form.width > this.#width) this.#widen(form.width);
    const numbers = this.#numbers;
    const from = this.#fromOf(this.#next);
    for (let place = 0; place < form.width; place++) numbers[from + place] = taken[place]!;
    this.#forms[this.#next] = form;
    this.#next = (this.#next + 1) % this.#capacity;
    this.#kept = Math.min(this.#kept + 1, this.#capacity);
  }

  /** Newest first. */
  list(): ProbeResult[] {
    return Array.from({ length: this.#kept }, (_, age) => this.#result(age));
  }

  /** More endpoints came, or went: the latest stay. */
  resize(capacity: number): void {
    if (capacity === this.#capacity) return;
    const kept = this.list().slice(0, capacity).toReversed();
    this.#capacity = capacity;
    this.#forms = Array.from({ length: capacity });
    this.#numbers = nothing;
    this.#width = 0;
    this.#kept = 0;
    this.#next = 0;
    for (const result of kept) this.push(result);
  }

  /** Where the result is that came so many before the newest. */
  #placeOf(age: number): number {
    return (this.#next + this.#capacity - 1 - age) % this.#capacity;
  }

  /** Where the numbers of that place begin. */
  #fromOf(place: number): number {
    return this.#from + place * this.#width;
  }

  #result(age: number): ProbeResult {
    const place = this.#placeOf(age);
    return this.#forms[place]!.give(this.#numbers, this.#fromOf(place), this.#endpoint);
  }

  #widen(to: number): void {
    const wider = roomFor(this.#capacity * to);
    for (let place = 0; place < this.#kept; place++) {
      const from = this.#fromOf(place);
      const row = this.#numbers.subarray(from, from + this.#width);
      wider.numbers.set(row, wider.from + place * to);
    }
    ({ numbers: this.#numbers, from: this.#from } = wider);
    this.#width = to;
  }
}

/** The form of a result, whose numbers are in `taken` then: that of the one before, a known or a new one. */
function formOf(result: ProbeResult, before: ResultForm | undefined): ResultForm {
  const has = (form: ResultForm): boolean => form.take(result, taken) >= 0;
  const known = before !== undefined && has(before) ? before : forms.find(has);
  if (known !== undefined) return known;
  const form = new ResultForm(result);
  form.take(result, taken);
  forms.unshift(form);
  forms.length = Math.min(forms.length, mostForms);
  return form;
}
