import { fold } from "./checksum.ts";
import { type Envelope, writePacket } from "./envelope.ts";
import * as ipv4 from "./ipv4.ts";
import * as ipv6 from "./ipv6.ts";
import { protocol } from "./protocol.ts";
import { writeTcp } from "./segment.ts";
import * as tcp from "./tcp.ts";

/** What all SYNs of one source have in common. */
export type SynOptions = {
  readonly family: 4 | 6;
  /** As `parseAddress` gives its words. */
  readonly source: Uint32Array;
  /** TTL or hop limit, 64 unless said. */
  readonly ttl?: number;
  readonly dscp?: number;
  /** The 20-octet TCP header alone, as some scanners send it; some middleboxes drop it. */
  readonly bare?: boolean;
  /** Offer explicit congestion notification, as an ECN-setup SYN does (RFC 3168 §6.1.1). */
  readonly ecn?: boolean;
  /** 1460 over IPv4 and 1440 over IPv6 unless said: an Ethernet's. */
  readonly mss?: number;
  /** IPv6 only, 0 unless said. */
  readonly flowLabel?: number;
};

/** Where the timestamps' value is: after MSS, SACK-permitted, and its own kind and length. */
const timestampValue = tcp.minimumHeader + 4 + 2 + 2;

/** Linux offers as many whole segments as fit 16 bits: 64240 over IPv4, 64800 over IPv6. */
const windowFor = (mss: number) => 0xffff - (0xffff % mss);

/** A pair of 16-bit words in one 32-bit word, as a checksum adds them. */
const halves = (word: number) => (word >>> 16) + (word & 0xffff);

/**
 * Writes the SYN that an ordinary Linux client would send, many times over: everything that
 * does not change is written and summed once, each SYN adds only what is its own.
 */
export class SynTemplate {
  /** Octets of each SYN. */
  readonly length: number;
  readonly #family: 4 | 6;
  readonly #bare: boolean;
  readonly #words: Uint32Array;
  readonly #headerSum: number;
  readonly #segmentSum: number;

  constructor(options: SynOptions) {
    const { family, bare = false, mss = family === 4 ? 1460 : 1440 } = options;
    const timestamps = { value: 0, echo: 0 };
    const usual = { mss, sackPermitted: true, timestamps, windowScale: 7 } as const;
    const destination = new Uint32Array(4);
    const envelope: Envelope = {
      family,
      source: options.source,
      destination,
      hopLimit: options.ttl ?? 64,
      dscp: options.dscp ?? 0,
      flowLabel: options.flowLabel ?? 0,
    };
    const view = new DataView(new ArrayBuffer(128));
    this.length = writePacket(view, 0, envelope, protocol.tcp, (into, at) =>
      writeTcp(into, at, {
        sourcePort: 0,
        destinationPort: 0,
        sequence: 0,
        flags: options.ecn ? tcp.flag.syn | tcp.flag.ece | tcp.flag.cwr : tcp.flag.syn,
        window: windowFor(mss),
        ...(!bare && { options: usual }),
      }),
    );
    this.#family = family;
    this.#bare = bare;
    this.#words = Uint32Array.from({ length: this.length / 4 }, (_, i) => view.getUint32(i * 4));
    // A complement undone: the sum of the words that stand, which later words are added to.
    const segmentAt = family === 4 ? ipv4.minimumHeader : ipv6.headerLength;
    this.#segmentSum = ~tcp.checksumOf(view, segmentAt) & 0xffff;
    this.#headerSum = family === 4 ? ~view.getUint16(ipv4.offset.checksum) & 0xffff : 0;
  }

  /**
   * Writes a whole SYN at `at` and returns its octets. The destination is the four words from
   * `index` of `destination` (IPv4: the one word); `identification` is IPv4's alone, and a bare
   * SYN has no place for `timestamp`. HOT.
   */
  write(
    view: DataView,
    at: number,
    destination: Uint32Array,
    index: number,
    destinationPort: number,
    sourcePort: number,
    sequence: number,
    identification: number,
    timestamp: number,
  ): number {
    const words = this.#words;
    for (let word = 0; word < words.length; word++) view.setUint32(at + word * 4, words[word]!);

    let addressSum: number;
    let segment: number;
    if (this.#family === 4) {
      const address = destination[index]!;
      addressSum = halves(address);
      segment = at + ipv4.minimumHeader;
      view.setUint16(at + ipv4.offset.identification, identification);
      view.setUint32(at + ipv4.offset.destination, address);
      const header = this.#headerSum + identification + addressSum;
      view.setUint16(at + ipv4.offset.checksum, ~fold(header) & 0xffff);
    } else {
      addressSum = 0;
      segment = at + ipv6.headerLength;
      for (let word = 0; word < 4; word++) {
        const part = destination[index + word]!;
        addressSum += halves(part);
        view.setUint32(at + ipv6.offset.destination + word * 4, part);
      }
    }

    view.setUint16(segment + tcp.offset.sourcePort, sourcePort);
    view.setUint16(segment + tcp.offset.destinationPort, destinationPort);
    view.setUint32(segment + tcp.offset.sequence, sequence);
    let total = this.#segmentSum + addressSum + sourcePort + destinationPort + halves(sequence);
    if (!this.#bare) {
      view.setUint32(segment + timestampValue, timestamp);
      total += halves(timestamp);
    }
    view.setUint16(segment + tcp.offset.checksum, ~fold(total) & 0xffff);
    return this.length;
  }
}
