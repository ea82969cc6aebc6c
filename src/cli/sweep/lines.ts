import { formatEndpoint } from "../../endpoint.ts";
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
    const zone = zoneOf(told.index);
    const found = told.result();
    const result = zone === undefined ? found : { ...found, endpoint: { ...found.endpoint, zone } };
    return write(nameOf(told.index) ?? formatEndpoint(result.endpoint), result, told.attempt);
  };
}

/** The heading of the table that `csvLine` writes rows of. */
export const csvHeading =
  "target,address,port,family,try,outcome,rtt_ms,ttl,hops,detail,sent_at,source_address,source_port,clock";

/** RFC 4180: what holds a comma, a quote or a line's end is quoted. */
const field = (text = ""): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

function csvLine(target: string, result: ProbeResult, attempt: number): string {
  const { endpoint, outcome, source, sentAt, clock } = result;
  const rtt = "rtt" in result ? result.rtt : undefined;
  const ttl = "reply" in result ? result.reply.ttl : undefined;
  const delay = rtt === undefined ? "" : millisecondsFromNanoseconds(rtt);
  const hops = ttl === undefined ? "" : hopsImplied(ttl);
  const where = `${endpoint.address},${endpoint.port},${endpoint.family}`;
  const told = `${attempt},${outcome},${delay},${ttl ?? ""},${hops},${field(detailOf(result))}`;
  const sent = `${formatInstant(sentAt)},${source?.address ?? ""},${source?.port ?? ""}`;
  return `${field(target)},${where},${told},${sent},${clock}`;
}

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

function detailOf(result: ProbeResult): string | undefined {
  if (result.outcome === "unreachable") return `${result.icmp.name} (from ${result.icmp.sender})`;
  return result.outcome === "error" ? result.error.code : undefined;
}

/** The line of `ping --json`, and the try. */
const jsonLine = (target: string, result: ProbeResult, attempt: number): string =>
  `${probeLine(target, result).slice(0, -1)},"try":${attempt}}`;

/** The line of `ping`; the try is told from the second on. */
function textLine(colours: boolean) {
  const look = { style: colours ? coloured : plain, verbose: false, timestamps: false };
  return (target: string, result: ProbeResult, attempt: number): string => {
    const [line = ""] = eventLines({ event: "probe", result }, look);
    const known = target === formatEndpoint(result.endpoint) ? "" : ` target=${target}`;
    return `${line}${known}${attempt === 1 ? "" : ` try=${attempt}`}`;
  };
}
