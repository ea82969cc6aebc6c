/** Writes whole numbers up to 2^53 in as few octets as they need (LEB128), into memory that grows. */
export class OctetWriter {
  #octets = new Uint8Array(1024);
  length = 0;

  unsigned(value: number): void {
    if (this.length + 8 > this.#octets.length) this.#grow();
    let rest = value;
    while (rest >= 0x80) {
      this.#octets[this.length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#octets[this.length++] = rest;
  }

  /** Small numbers of either sign stay short: 0, -1, 1, -2 become 0, 1, 2, 3. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  bytes(octets: Uint8Array): void {
    while (this.length + octets.length > this.#octets.length) this.#grow();
    this.#octets.set(octets, this.length);
    this.length += octets.length;
  }

  /** A copy of what was written. */
  take(): Uint8Array {
    const written = this.#octets.slice(0, this.length);
    this.length = 0;
    return written;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#octets.length * 2);
    larger.set(this.#octets);
    this.#octets = larger;
  }
}

/** Reads what `OctetWriter` wrote. Throws RangeError when it ends too early, or a number is none that it writes. */
export class OctetReader {
  readonly #octets: Uint8Array;
  #at = 0;

  /** The database hands out either kind. */
  constructor(octets: Uint8Array | ArrayBuffer) {
    this.#octets = octets instanceof ArrayBuffer ? new Uint8Array(octets) : octets;
  }

  unsigned(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 0x80) {
      const octet = this.#octets[this.#at++];
      if (octet === undefined) throw new RangeError("stored samples are cut short");
      value += (octet & 0x7f) * unit;
      if (!(value <= Number.MAX_SAFE_INTEGER)) throw new RangeError("a stored number is too large");
      if (octet < 0x80) return value;
    }
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A copy of what is left: a view would take the whole row along to another thread. */
  rest(): Uint8Array {
    return Uint8Array.from(this.#octets.subarray(this.#at));
  }
}
