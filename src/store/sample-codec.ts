import type { SampleKind } from "./store.ts";
import { OctetReader, OctetWriter } from "./varint.ts";

/** In the order of their codes, which are on disks: only to be added to. */
export const kinds: readonly SampleKind[] = [
  "open",
  "closed",
  "unreachable",
  "timeout",
  "error",
  "late",
];

/** A sample as the worker handles it. Time is microseconds since the epoch, whole. */
export type RawSample = {
  series: number;
  sequence: number;
  microseconds: number;
  kind: number;
  /** Nanoseconds; -1: none. */
  rtt: number;
};

/**
 * Samples of many series, in the order of their sequence, as they are written first:
 * for each the series, the kind with a bit for "has a delay", the time since the one before, the delay.
 */
export function encodeJournal(samples: readonly RawSample[]): Uint8Array {
  const writer = new OctetWriter();
  let before = 0;
  for (const { series, kind, microseconds, rtt } of samples) {
    writer.unsigned(series);
    writer.unsigned(kind * 2 + (rtt >= 0 ? 1 : 0));
    writer.signed(microseconds - before);
    if (rtt >= 0) writer.unsigned(rtt);
    before = microseconds;
  }
  return writer.take();
}

/** Inverse of `encodeJournal`. */
export function decodeJournal(octets: Uint8Array, count: number, first: number): RawSample[] {
  const reader = new OctetReader(octets);
  let microseconds = 0;
  return Array.from({ length: count }, (_, n) => {
    const series = reader.unsigned();
    const code = reader.unsigned();
    microseconds += reader.signed();
    const rtt = code % 2 === 1 ? reader.unsigned() : -1;
    return { series, sequence: first + n, microseconds, kind: code >> 1, rtt };
  });
}

/**
 * Samples of one series and one boot, column by column. What grows evenly (sequence, time) is kept as
 * the difference of its differences, delays as differences, kinds as runs: what is regular costs next to
 * nothing.
 */
export function encodeChunk(samples: readonly RawSample[]): Uint8Array {
  const writer = new OctetWriter();
  writeEven(writer, samples, ({ sequence }) => sequence);
  writeEven(writer, samples, ({ microseconds }) => microseconds);
  writeRuns(writer, samples);
  let before = 0;
  for (const { rtt } of samples) {
    if (rtt < 0) continue;
    writer.signed(rtt - before);
    before = rtt;
  }
  return writer.take();
}

/** Inverse of `encodeChunk`. */
export function decodeChunk(octets: Uint8Array, count: number, series: number): RawSample[] {
  const reader = new OctetReader(octets);
  const sequences = readEven(reader, count);
  const times = readEven(reader, count);
  const codes = readRuns(reader, count);
  let before = 0;
  return codes.map((code, n) => {
    if (code % 2 === 1) before += reader.signed();
    const rtt = code % 2 === 1 ? before : -1;
    return { series, sequence: sequences[n]!, microseconds: times[n]!, kind: code >> 1, rtt };
  });
}

function writeEven(
  writer: OctetWriter,
  samples: readonly RawSample[],
  column: (sample: RawSample) => number,
): void {
  let [value, step] = [0, 0];
  for (const sample of samples) {
    const next = column(sample);
    writer.signed(next - value - step);
    // The first difference is from nothing: no step to expect again.
    step = value === 0 ? 0 : next - value;
    value = next;
  }
}

function readEven(reader: OctetReader, count: number): number[] {
  let [value, step] = [0, 0];
  return Array.from({ length: count }, () => {
    const next = value + step + reader.signed();
    step = value === 0 ? 0 : next - value;
    value = next;
    return next;
  });
}

function writeRuns(writer: OctetWriter, samples: readonly RawSample[]): void {
  for (let start = 0; start < samples.length; ) {
    const code = codeOf(samples[start]!);
    let end = start + 1;
    while (end < samples.length && codeOf(samples[end]!) === code) end++;
    writer.unsigned(code);
    writer.unsigned(end - start);
    start = end;
  }
}

function readRuns(reader: OctetReader, count: number): number[] {
  const codes: number[] = [];
  while (codes.length < count) {
    const code = reader.unsigned();
    const length = reader.unsigned();
    if (length === 0 || codes.length + length > count) throw new RangeError("a run out of bounds");
    for (let n = 0; n < length; n++) codes.push(code);
  }
  return codes;
}

const codeOf = ({ kind, rtt }: RawSample): number => kind * 2 + (rtt >= 0 ? 1 : 0);
