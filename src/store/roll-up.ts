import { decodeHistogram, encodeHistogram, Histogram } from "../stats/index.ts";
import { nanoseconds } from "../units.ts";
import { kinds, type RawSample } from "./sample-codec.ts";
import { OctetReader, OctetWriter } from "./varint.ts";

/** Exact counts by kind, and the delays of what the endpoint itself answered in time. */
export class RollUp {
  readonly counts = kinds.map(() => 0);
  #histogram: Histogram | undefined;
  /** The histogram as it was stored, for as long as nothing is added to it: nobody need encode it again. */
  #octets: Uint8Array | undefined;

  get histogram(): Histogram {
    this.#histogram ??=
      this.#octets === undefined ? new Histogram() : decodeHistogram(this.#octets);
    return this.#histogram;
  }

  add({ kind, rtt }: RawSample): void {
    this.counts[kind]!++;
    const answered = kind === codes.open || kind === codes.closed;
    if (answered && rtt >= 0) this.#changing().record(nanoseconds(rtt));
  }

  merge(other: RollUp): this {
    for (const [kind, count] of other.counts.entries()) this.counts[kind]! += count;
    if (!this.#hasHistogram && other.#octets !== undefined) this.#octets = other.#octets;
    else if (other.#hasHistogram) this.#changing().merge(other.histogram);
    return this;
  }

  get #hasHistogram(): boolean {
    return this.#histogram !== undefined || this.#octets !== undefined;
  }

  #changing(): Histogram {
    const { histogram } = this;
    this.#octets = undefined;
    return histogram;
  }

  /** The histogram as it is stored and sent. */
  encodedHistogram(): Uint8Array {
    return this.#octets ?? encodeHistogram(this.#histogram ?? new Histogram());
  }

  get sent(): number {
    const answered = [codes.open, codes.closed, codes.unreachable, codes.timeout];
    return answered.reduce<number>((sum, kind) => sum + this.counts[kind]!, 0);
  }

  get lost(): number {
    return this.counts[codes.timeout]!;
  }

  encode(writer = new OctetWriter()): Uint8Array {
    for (const count of this.counts) writer.unsigned(count);
    if (this.#hasHistogram) writer.bytes(this.encodedHistogram());
    return writer.take();
  }

  /** Inverse of `encode`. Throws RangeError for octets that hold none. */
  static decode(octets: Uint8Array): RollUp {
    const rollUp = new RollUp();
    const reader = new OctetReader(octets);
    for (const kind of kinds.keys()) rollUp.counts[kind] = reader.unsigned();
    const rest = reader.rest();
    if (rest.length === 0) return rollUp;
    // Decoded at once, though the octets may be all that is asked for: whoever reads them must learn of damage here.
    rollUp.#histogram = decodeHistogram(rest);
    rollUp.#octets = rest;
    return rollUp;
  }
}

export const codes = {
  open: 0,
  closed: 1,
  unreachable: 2,
  timeout: 3,
  error: 4,
  late: 5,
} as const;
