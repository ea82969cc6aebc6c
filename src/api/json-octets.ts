const [quote, backslash, point, zero] = [0x22, 0x5c, 0x2e, 0x30];
const [openObject, closeObject] = [0x7b, 0x7d];
/** Fifteen digits are always a double's shortest text: below this, whole nanoseconds as milliseconds have no more. */
const mostExact = 1e15;
const perMillisecond = 1e6;

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
    this.#reserve(length + wordLength);
    const view = this.#view;
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
    this.#reserve(text.length * 3);
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
    this.#reserve(2);
    // The brace stands in place of the first comma.
    this.#octets[from] = openObject;
    this.#length = Math.max(this.#length, from + 1);
    this.#octets[this.#length++] = closeObject;
  }

  string(text: string): this {
    this.#reserve(text.length + 2);
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
      this.#whole(value);
      return this;
    }
    return this.text(JSON.stringify(value));
  }

  /** Whole nanoseconds, as milliseconds. */
  ms(nanoseconds: number): this {
    if (!(nanoseconds >= 0 && nanoseconds < mostExact && Number.isInteger(nanoseconds)))
      return this.number(nanoseconds / perMillisecond);
    const whole = Math.floor(nanoseconds / perMillisecond);
    this.#whole(whole);
    this.#millionths(nanoseconds - whole * perMillisecond);
    return this;
  }

  #whole(value: number): void {
    if (value >= 1e8) {
      const high = Math.floor(value / 1e8);
      this.#whole(high);
      this.#digits(value - high * 1e8, 8);
      return;
    }
    let width = 1;
    for (let bound = 10; value >= bound; bound *= 10) width++;
    this.#digits(value, width);
  }

  /** After the point, without the noughts at the end; nothing when there are none. */
  #millionths(value: number): void {
    if (value === 0) return;
    this.#reserve(1);
    this.#octets[this.#length++] = point;
    this.#digits(value, 6);
    while (this.#octets[this.#length - 1] === zero) this.#length--;
  }

  /** A whole number below 2^31 in so many digits. */
  #digits(value: number, width: number): void {
    this.#reserve(width);
    const from = this.#length;
    const view = this.#view;
    let rest = value | 0;
    let at = from + width;
    for (; at > from + 1; at -= 2) {
      const hundreds = (rest / 100) | 0;
      view.setUint16(at - 2, pairs[rest - hundreds * 100]!, true);
      rest = hundreds;
    }
    if (at > from) this.#octets[from] = zero + rest;
    this.#length = from + width;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#octets.length) return;
    const wider = roomFor(Math.max(this.#length + count, this.#octets.length * 2));
    wider.set(this.#octets.subarray(0, this.#length));
    this.#octets = wider;
    this.#view = viewOf(wider);
  }
}
