const [quote, backslash, point, zero] = [0x22, 0x5c, 0x2e, 0x30];
const [openObject, closeObject] = [0x7b, 0x7d];
/** Fifteen digits are always a double's shortest text: below this, whole nanoseconds as milliseconds have no more. */
const mostExact = 1e15;
const perMillisecond = 1e6;
/** Of a safe integer, or of such a delay with its point. */
const mostDigits = 17;

const encoder = new TextEncoder();
/** Not filled with noughts first: what is handed out has been written. */
const roomFor = (octets: number): Uint8Array => Buffer.allocUnsafeSlow(octets);
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

const wordLength = 4;

/** Octets in words of four, some to spare in the last: the fastest way to copy so few. */
export class Snippet {
  readonly words: Int32Array;
  readonly length: number;

  constructor(text: string) {
    const octets = encoder.encode(text);
    this.length = octets.length;
    this.words = new Int32Array(Math.ceil(octets.length / wordLength));
    const padded = new Uint8Array(this.words.length * wordLength);
    padded.set(octets);
    const view = viewOf(padded);
    for (let at = 0; at < this.words.length; at++) {
      this.words[at] = view.getInt32(at * wordLength, true);
    }
  }
}

/** The digits of the numbers below a hundred, two octets each. */
const pairs = Uint16Array.from(
  { length: 100 },
  (_, pair) => zero + Math.floor(pair / 10) + ((zero + (pair % 10)) << 8),
);

/** The names of facts as they stand before their values: `,"name":`. */
export const factNames = <Name extends string>(
  ...names: readonly Name[]
): Readonly<Record<Name, Snippet>> =>
  Object.fromEntries(
    names.map((name) => [name, new Snippet(`,${JSON.stringify(name)}:`)]),
  ) as Record<Name, Snippet>;

/**
 * JSON that is written straight into UTF-8, octet for octet as JSON.stringify has it. For long lists, which are the
 * same names again and again, whole numbers, and delays to the nanosecond: names are copied, no shortest digits are
 * looked for, and there is no text to be copied once more. HOT: for each fact of each item.
 */
export class JsonOctets {
  readonly #capacity: number;
  #octets: Uint8Array;
  #view: DataView;
  #length = 0;

  /** For about so many octets from one taking to the next; more are borne. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#octets = roomFor(capacity);
    this.#view = viewOf(this.#octets);
  }

  /** How many have been written since they were taken. */
  get length(): number {
    return this.#length;
  }

  /** What has been written. */
  take(): Uint8Array {
    const taken = this.#octets.subarray(0, this.#length);
    this.#octets = roomFor(this.#capacity);
    this.#view = viewOf(this.#octets);
    this.#length = 0;
    return taken;
  }

  /** Octets as they are. */
  copy({ words, length }: Snippet): this {
    const view = this.#withRoomFor(length + wordLength);
    let at = this.#length;
    for (let word = 0; word < words.length; word++, at += wordLength) {
      view.setInt32(at, words[word]!, true);
    }
    this.#length += length;
    return this;
  }

  /** A text as it is. */
  text(text: string): this {
    // Three octets for each unit of UTF-16 are the most.
    this.#withRoomFor(text.length * 3);
    const octets = this.#octets;
    const from = this.#length;
    for (let place = 0; place < text.length; place++) {
      const code = text.charCodeAt(place);
      if (code > 0x7f) {
        this.#length += encoder.encodeInto(text, octets.subarray(from)).written;
        return this;
      }
      octets[from + place] = code;
    }
    this.#length += text.length;
    return this;
  }

  /** Makes an object of all facts from there on, each of which began with a comma. */
  enclose(from: number): void {
    this.#withRoomFor(2);
    // The brace stands in place of the first comma.
    this.#octets[from] = openObject;
    this.#length = Math.max(this.#length, from + 1);
    this.#octets[this.#length++] = closeObject;
  }

  string(text: string): this {
    this.#withRoomFor(text.length + 2);
    const octets = this.#octets;
    let at = this.#length;
    octets[at++] = quote;
    for (let place = 0; place < text.length; place++) {
      const code = text.charCodeAt(place);
      // What is escaped, and what takes more than one octet, is rare.
      if (code < 0x20 || code > 0x7e || code === quote || code === backslash)
        return this.text(JSON.stringify(text));
      octets[at++] = code;
    }
    octets[at++] = quote;
    this.#length = at;
    return this;
  }

  number(value: number): this {
    if (value >= 0 && value <= Number.MAX_SAFE_INTEGER && Math.floor(value) === value) {
      this.#length = putWhole(this.#withRoomFor(mostDigits), this.#length, value);
      return this;
    }
    return this.text(JSON.stringify(value));
  }

  /** An array of numbers. */
  numbers(values: ArrayLike<number>): this {
    this.text("[");
    for (let place = 0; place < values.length; place++) {
      if (place > 0) this.text(",");
      this.number(values[place]!);
    }
    return this.text("]");
  }

  /** Whole nanoseconds, as milliseconds. */
  ms(nanoseconds: number): this {
    if (!(nanoseconds >= 0 && nanoseconds < mostExact && Number.isInteger(nanoseconds)))
      return this.number(nanoseconds / perMillisecond);
    const whole = Math.floor(nanoseconds / perMillisecond);
    return this.#decimal(whole, nanoseconds - whole * perMillisecond, 6);
  }

  /** A moment since the epoch in milliseconds, cut off after the microseconds, which a double has until 2248; from 0 on. */
  moment(seconds: number, nanoseconds: number): this {
    const microseconds = Math.floor(nanoseconds / 1000);
    const ms = Math.floor(microseconds / 1000);
    return this.#decimal(seconds * 1000 + ms, microseconds - ms * 1000, 3);
  }

  /** A whole number from 0 on, and so many digits after its point, without the noughts at their end. */
  #decimal(whole: number, fraction: number, digits: number): this {
    const view = this.#withRoomFor(mostDigits);
    let at = putWhole(view, this.#length, whole);
    if (fraction > 0) {
      view.setUint8(at, point);
      at = putDigits(view, at + 1, fraction, digits);
      while (view.getUint8(at - 1) === zero) at--;
    }
    this.#length = at;
    return this;
  }

  #withRoomFor(count: number): DataView {
    if (this.#length + count > this.#octets.length) this.#widen(count);
    return this.#view;
  }

  #widen(count: number): void {
    const wider = roomFor(Math.max(this.#length + count, this.#octets.length * 2));
    wider.set(this.#octets.subarray(0, this.#length));
    this.#octets = wider;
    this.#view = viewOf(wider);
  }
}

/** Writes a whole number at that place; returns the place after it. */
function putWhole(view: DataView, at: number, value: number): number {
  if (value >= 1e8) {
    const high = Math.floor(value / 1e8);
    return putDigits(view, putWhole(view, at, high), value - high * 1e8, 8);
  }
  let width = 1;
  for (let bound = 10; value >= bound; bound *= 10) width++;
  return putDigits(view, at, value, width);
}

/** A whole number below 2^31 in so many digits. */
function putDigits(view: DataView, from: number, value: number, width: number): number {
  const end = from + width;
  let rest = value | 0;
  let at = end;
  for (; at > from + 1; at -= 2) {
    const hundreds = (rest / 100) | 0;
    view.setUint16(at - 2, pairs[rest - hundreds * 100]!, true);
    rest = hundreds;
  }
  if (at > from) view.setUint8(from, zero + rest);
  return end;
}
