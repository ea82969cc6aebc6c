import { type Endpoint, formatEndpoint } from "../../endpoint.ts";
import type { HalfopenError } from "../../errors.ts";
import { hopsImplied, type ProbeResult } from "../../probe/index.ts";
import type { Told } from "../../sweep/index.ts";
import { formatInstant, millisecondsFromNanoseconds } from "../../units.ts";
import { probeLine } from "../render/json.ts";
import { eventLines } from "../render/text.ts";
import { coloured, plain } from "../style.ts";

export type Form = "text" | "json" | "csv";

export type LineLook = {
  readonly form: Form;
  readonly colours: boolean;
  /** Leave out what is open. */
  readonly failed: boolean;
};

/** What the user said of an endpoint, by its number in the sweep. */
export type Given = {
  /** `name:port`, where it was no address. */
  readonly nameOf: (index: number) => string | undefined;
  /** Of a link-local address. */
  readonly zoneOf: (index: number) => string | undefined;
};

/** Writes endpoints, one a line; undefined for one that is left out. */
export function lineWriter(
  { form, colours, failed }: LineLook,
  { nameOf, zoneOf }: Given,
): (told: Told) => string | undefined {
  const write = { text: textLine(colours), json: jsonLine, csv: csvLine }[form];
  return (told) => {
    if (failed && told.outcome === "open") return undefined;
    return write(told, nameOf(told.index), zoneOf(told.index));
  };
}

/** Writes an endpoint, which the user gave with that name, or in that zone. */
type Write = (told: Told, name: string | undefined, zone: string | undefined) => string;

const inZone = (endpoint: Endpoint, zone: string | undefined): Endpoint =>
  zone === undefined ? endpoint : { ...endpoint, zone };

const resultIn = (result: ProbeResult, zone: string | undefined): ProbeResult =>
  zone === undefined ? result : { ...result, endpoint: inZone(result.endpoint, zone) };

/** The heading of the table that `csvLine` writes rows of. */
export const csvHeading =
  "target,address,port,family,try,outcome,rtt_ms,ttl,hops,detail,sent_at,source_address,source_port,clock";

/** RFC 4180: what holds a comma, a quote or a line's end is quoted. */
const field = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** HOT: from what is told alone, no result is made. Addresses, numbers and our own words are plain. */
const csvLine: Write = (told, name, zone) => {
  const { rtt, ttl, source } = told;
  const endpoint = inZone(told.endpoint, zone);
  const { address, port, family } = endpoint;
  const whole = name ?? formatEndpoint(endpoint);
  const target = name === undefined && endpoint.zone === undefined ? whole : field(whole);
  const delay = rtt === undefined ? "" : millisecondsFromNanoseconds(rtt);
  const hops = ttl === undefined ? "" : hopsImplied(ttl);
  const outcome = `${told.attempt},${told.outcome},${delay},${ttl ?? ""},${hops}`;
  const sent = `${formatInstant(told.sentAt)},${source?.address ?? ""},${source?.port ?? ""}`;
  return `${target},${address},${port},${family},${outcome},${detailOf(told)},${sent},${told.clock}`;
};

/** An endpoint of a name without an address, which nothing could be sent to. */
export type Unaddressed = {
  /** As the user named it, `name:port`. */
  readonly target: string;
  readonly port: number;
  /** Its number in the sweep, from 1. */
  readonly index: number;
  readonly error: HalfopenError;
};

export function unaddressedLine({ form, colours }: LineLook, lost: Unaddressed): string {
  const { target, port, index, error } = lost;
  const { code, message, remedy } = error;
  if (form === "json") {
    const told = { code, message, remedy };
    return JSON.stringify({ event: "probe", target, port, index, outcome: "error", error: told });
  }
  if (form === "csv") {
    return `${field(target)},,${port},,,error,,,,${code},,,,`;
  }
  const { bad } = colours ? coloured : plain;
  return bad(`error for ${target}: index=${index} code=${code} (${message})`);
}

const detailOf = ({ icmp, error }: Told): string =>
  icmp === undefined ? (error?.code ?? "") : `${icmp.name} (from ${icmp.sender})`;

/** The line of `ping --json`, and the try. */
const jsonLine: Write = (told, name, zone) => {
  const result = resultIn(told.result(), zone);
  return probeLine(name ?? formatEndpoint(result.endpoint), result, told.attempt);
};

/** The line of `ping`; the try is told from the second on. */
function textLine(colours: boolean): Write {
  const look = { style: colours ? coloured : plain, verbose: false, timestamps: false };
  return (told, name, zone) => {
    const result = resultIn(told.result(), zone);
    const [line = ""] = eventLines({ event: "probe", result }, look);
    const known =
      name === undefined || name === formatEndpoint(result.endpoint) ? "" : ` target=${name}`;
    return `${line}${known}${told.attempt === 1 ? "" : ` try=${told.attempt}`}`;
  };
}
