import { headerLengthOf, minimumHeader } from "./tcp.ts";

/** Option kinds and their whole lengths (RFC 9293 §3.2, RFC 7323 §2.2 and §3.2, RFC 2018 §2). */
const endOfList = 0;
const noOperation = 1;
const mss = { kind: 2, length: 4 } as const;
const windowScale = { kind: 3, length: 3 } as const;
const sackPermitted = { kind: 4, length: 2 } as const;
const timestamps = { kind: 8, length: 10 } as const;

/** The options that a handshake carries; what is absent was not said. */
export type TcpOptions = {
  readonly mss?: number;
  /** The shift count as it stands there; one above 14 counts as 14 (RFC 7323 §2.3). */
  readonly windowScale?: number;
  readonly sackPermitted?: true;
  readonly timestamps?: { readonly value: number; readonly echo: number };
};

/**
 * Where the first option of that kind and length starts, in a segment of `segmentLength` octets
 * at `at`; -1 when there is none. An option of known kind but wrong length is passed over; a
 * length that leads out of the header ends the search. HOT.
 */
function optionAt(
  view: DataView,
  at: number,
  segmentLength: number,
  wanted: { readonly kind: number; readonly length: number },
): number {
  if (segmentLength < minimumHeader) return -1;
  const end = at + Math.min(headerLengthOf(view, at), segmentLength);
  let option = at + minimumHeader;
  while (option < end) {
    const kind = view.getUint8(option);
    if (kind === endOfList) return -1;
    if (kind === noOperation) {
      option++;
      continue;
    }
    if (option + 2 > end) return -1;
    const length = view.getUint8(option + 1);
    if (length < 2 || option + length > end) return -1;
    if (kind === wanted.kind && length === wanted.length) return option;
    option += length;
  }
  return -1;
}

/** The options of the segment at `at`, of which `segmentLength` octets are there. Junk is passed over. */
export function readTcpOptions(view: DataView, at: number, segmentLength: number): TcpOptions {
  const mssAt = optionAt(view, at, segmentLength, mss);
  const scaleAt = optionAt(view, at, segmentLength, windowScale);
  const sackAt = optionAt(view, at, segmentLength, sackPermitted);
  const stampsAt = optionAt(view, at, segmentLength, timestamps);
  // One after the other: spreading what may be absent costs several times as much.
  const options: { -readonly [Name in keyof TcpOptions]: TcpOptions[Name] } = {};
  if (mssAt >= 0) options.mss = view.getUint16(mssAt + 2);
  if (scaleAt >= 0) options.windowScale = view.getUint8(scaleAt + 2);
  if (sackAt >= 0) options.sackPermitted = true;
  if (stampsAt >= 0) {
    options.timestamps = {
      value: view.getUint32(stampsAt + 2),
      echo: view.getUint32(stampsAt + 6),
    };
  }
  return options;
}

/** TSval of the segment's timestamps option, -1 when it has none. HOT. */
export function timestampValueOf(view: DataView, at: number, segmentLength: number): number {
  const option = optionAt(view, at, segmentLength, timestamps);
  return option < 0 ? -1 : view.getUint32(option + 2);
}

const octetsOf = (word: number) => [
  word >>> 24,
  (word >>> 16) & 255,
  (word >>> 8) & 255,
  word & 255,
];

/** Options in the order and with the padding that Linux gives them in a SYN, a multiple of 4 octets. */
export function encodeTcpOptions(options: TcpOptions): Uint8Array {
  const octets: number[] = [];
  if (options.mss !== undefined) {
    octets.push(mss.kind, mss.length, options.mss >> 8, options.mss & 255);
  }
  if (options.sackPermitted) octets.push(sackPermitted.kind, sackPermitted.length);
  if (options.timestamps) {
    if (!options.sackPermitted) octets.push(noOperation, noOperation);
    const { value, echo } = options.timestamps;
    octets.push(timestamps.kind, timestamps.length, ...octetsOf(value), ...octetsOf(echo));
  } else if (options.sackPermitted) {
    octets.splice(-2, 0, noOperation, noOperation);
  }
  if (options.windowScale !== undefined) {
    octets.push(noOperation, windowScale.kind, windowScale.length, options.windowScale);
  }
  return Uint8Array.from(octets);
}
