import { nanosecondsFromMilliseconds } from "../units.ts";
import {
  type Envelope,
  flag,
  type IcmpError,
  parseAddress,
  protocol,
  type TcpOptions,
  writeIcmpError,
  writePacket,
  writeTcp,
} from "../wire/index.ts";
import type { SimulatedFrame } from "./frame.ts";
import type { SentSyn } from "./sent-syn.ts";
import type { Reply } from "./simulated-link.ts";

/** How a frame comes back; what is left out is as an honest network does it. */
export type ArrivalOptions = {
  /** From the SYN's leaving, in milliseconds (10). */
  readonly afterMs?: number;
  /** The sender, where it is not the SYN's destination. */
  readonly fromAddress?: string;
  /** TTL or hop limit on arrival (64). */
  readonly ttl?: number;
  /** Turns over this bit of the finished packet, 0 being the first of the IP header. */
  readonly flipBit?: number;
  /** The tap gets no more than these octets. */
  readonly cutTo?: number;
  readonly checksumFinished?: boolean;
  readonly interfaceIndex?: number;
};

export type SegmentOptions = ArrivalOptions & {
  /** The acknowledgment, counted from the SYN's sequence number: +1 is right. */
  readonly ack?: number;
  readonly fromPort?: number;
  /** The sender's own sequence number. */
  readonly sequence?: number;
  readonly window?: number;
  /** The sender's timestamp value; another one tells a second transmission from a copy. */
  readonly timestamp?: number;
  /** IPv4 only. */
  readonly identification?: number;
  readonly options?: TcpOptions;
};

export type IcmpErrorOptions = ArrivalOptions &
  Omit<IcmpError, "quote"> & {
    /** How many octets of the SYN it quotes: all, unless said. */
    readonly quoted?: number;
  };

/** What the other host says first, where a scenario does not care. */
const theirs = { sequence: 1_603_741_700, window: 65_160, timestamp: 1000 } as const;

/** A SYN-ACK: the port is open. */
export const synAck = (options: SegmentOptions = {}): Reply => {
  const timestamps = { value: options.timestamp ?? theirs.timestamp, echo: 0 };
  const usual = { mss: 1460, sackPermitted: true, timestamps, windowScale: 7 } as const;
  return segment(flag.syn | flag.ack, { window: theirs.window, options: usual, ...options });
};

/** A RST that acknowledges the SYN: the port is closed (RFC 9293 §3.10.7.1). */
export const reset = (options: SegmentOptions = {}): Reply =>
  segment(flag.rst | flag.ack, { sequence: 0, ...options });

/** An ACK without SYN, as of a connection that the other host believes to have (RFC 5961 §4). */
export const bareAck = (options: SegmentOptions = {}): Reply =>
  segment(flag.ack, { window: theirs.window, ...options });

/** Any segment: `flags` is the sum of some of `flag` in `wire`. */
export const segment =
  (flags: number, options: SegmentOptions = {}): Reply =>
  (syn) =>
    arrive(syn, options, (view, envelope) =>
      writePacket(view, 0, envelope, protocol.tcp, (into, at) =>
        writeTcp(into, at, {
          sourcePort: options.fromPort ?? syn.destinationPort,
          destinationPort: syn.sourcePort,
          sequence: options.sequence ?? theirs.sequence,
          acknowledgment: (syn.sequence + (options.ack ?? 1)) >>> 0,
          flags,
          window: options.window ?? 0,
          options: options.options ?? {},
        }),
      ),
    );

/** An ICMP or ICMPv6 error about the SYN; types and codes are those of the SYN's family. */
export const icmpError =
  (options: IcmpErrorOptions): Reply =>
  (syn) =>
    arrive(syn, options, (view, envelope) =>
      writeIcmpError(view, 0, envelope, {
        ...options,
        quote: syn.octets.subarray(0, options.quoted),
      }),
    );

/** The SYN seen leaving once more, on its way down through stacked interfaces. */
export const leavingAgain =
  (options: Pick<ArrivalOptions, "afterMs" | "interfaceIndex"> = {}): Reply =>
  (syn) => ({ ...framed(syn.octets, options), direction: "outgoing" });

function arrive(
  syn: SentSyn,
  options: ArrivalOptions & Pick<SegmentOptions, "identification">,
  write: (view: DataView, envelope: Envelope) => number,
): SimulatedFrame {
  const { fromAddress, ttl, identification, flipBit } = options;
  const view = new DataView(new ArrayBuffer(512));
  const length = write(view, {
    family: syn.family,
    source: fromAddress === undefined ? syn.destination : wordsOf(fromAddress),
    destination: syn.source,
    ...(ttl !== undefined && { hopLimit: ttl }),
    ...(identification !== undefined && { identification }),
  });
  const octets = new Uint8Array(view.buffer, 0, length);
  if (flipBit !== undefined) octets[flipBit >> 3]! ^= 0x80 >> (flipBit & 7);
  return framed(octets, options);
}

const framed = (octets: Uint8Array, options: ArrivalOptions): SimulatedFrame => ({
  after: nanosecondsFromMilliseconds(options.afterMs ?? 10),
  octets,
  ...(options.cutTo !== undefined && { captured: options.cutTo }),
  ...(options.checksumFinished !== undefined && { checksumFinished: options.checksumFinished }),
  ...(options.interfaceIndex !== undefined && { interfaceIndex: options.interfaceIndex }),
});

function wordsOf(address: string): Uint32Array {
  const parsed = parseAddress(address);
  if (parsed === undefined) throw new RangeError(`${address} is not an address`);
  return parsed.words;
}
