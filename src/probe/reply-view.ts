import type { FrameView } from "../net/index.ts";
import {
  acknowledgmentOf,
  copySource,
  flagNames,
  flagsOf,
  formatAddress,
  ipv4,
  locate,
  PacketLayout,
  readTcpOptions,
  sequenceOf,
  sourcePortOf,
  timestampValueOf,
  windowOf,
} from "../wire/index.ts";
import type { SegmentFacts } from "./result.ts";

/** The frame under judgment. One object for all frames: what should stay is asked for as facts. */
export class ReplyView {
  readonly layout = new PacketLayout();
  readonly #words = new Uint32Array(4);
  #frame!: FrameView;

  /** Points at a frame and finds its layers; false when they are cut, damaged or fragmented. */
  pointAt(frame: FrameView): boolean {
    this.#frame = frame;
    return locate(frame.view, frame.at, frame.length, this.layout);
  }

  get frame(): FrameView {
    return this.#frame;
  }

  get flags(): number {
    return flagsOf(this.#frame.view, this.layout.transportAt);
  }

  get sequence(): number {
    return sequenceOf(this.#frame.view, this.layout.transportAt);
  }

  /** The sender's TCP timestamp value, -1 when it sent none (RFC 7323). */
  get timestamp(): number {
    const { transportAt, transportLength } = this.layout;
    return timestampValueOf(this.#frame.view, transportAt, transportLength);
  }

  /** The IPv4 identification; IPv6 has none: -1. */
  get identification(): number {
    if (this.layout.version !== 4) return -1;
    return ipv4.identificationOf(this.#frame.view, this.layout.headerAt);
  }

  get sourceAddress(): string {
    copySource(this.#frame.view, this.layout, this.#words, 0);
    return formatAddress(this.layout.version === 4 ? 4 : 6, this.#words);
  }

  get sourcePort(): number {
    return this.layout.transportLength >= 2
      ? sourcePortOf(this.#frame.view, this.layout.transportAt)
      : 0;
  }

  /** What the segment said, to keep. */
  facts(): SegmentFacts {
    const { view } = this.#frame;
    const at = this.layout.transportAt;
    return {
      flags: flagNames(this.flags),
      sequence: this.sequence,
      acknowledgment: acknowledgmentOf(view, at),
      window: windowOf(view, at),
      ttl: this.layout.hopLimit,
      options: readTcpOptions(view, at, this.layout.transportLength),
    };
  }
}
