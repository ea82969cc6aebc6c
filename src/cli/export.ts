import type { Incident } from "../incident.ts";
import { openHistory, type OpenHistory, type StoredSample } from "../store/index.ts";
import { formatInstant } from "../units.ts";
import type { ExportOptions } from "./monitor-options.ts";
import { usageError } from "./usage-error.ts";

type Asked = { readonly data: string; readonly options: ExportOptions };
type Around = {
  readonly out: (text: string) => Promise<void>;
  readonly complain: (text: string) => void;
};

const linesAtOnce = 500;
/** Targets of a history that are told to whoever named another. */
const mostNamed = 10;

/**
 * `halfopen export`: prints what is kept, as fast as it is read. Works while the monitor runs. Throws USAGE
 * for a span of time that is none, and for a target that the history knows nothing of.
 */
export async function exportHistory(
  { data, options }: Asked,
  { out, complain }: Around,
): Promise<number> {
  const now = Date.now();
  const from = timeOf(options.from, now) ?? 0;
  const to = timeOf(options.to, now) ?? now + 60_000;
  if (options.to !== undefined && from >= to) {
    throw usageError(
      `the time of --to, ${options.to}, is not after that of --from, ${options.from ?? "0"}`,
      "name the earlier time with --from and the later one with --to",
    );
  }
  using history = openHistory(data);
  const { reader } = history;
  for (const target of options.target ?? []) checkKnown(target, reader);
  const wanted = options.target === undefined ? undefined : new Set(options.target);
  const csv = options.format === "csv";
  const head = options.what === "incidents" ? incidentHead : sampleHead;
  const lines = new Lines(out, csv ? head : undefined);
  if (options.what === "incidents") {
    const limit = 1_000_000;
    for (const incident of reader.incidents({ from, to, limit }).toReversed()) {
      if (wanted !== undefined && !wanted.has(incident.target)) continue;
      await lines.add(csv ? incidentRow(incident) : JSON.stringify(incident));
    }
  } else {
    const series = reader.series().filter(({ key }) => wanted?.has(key.target) ?? true);
    for (const sample of reader.samples(series, from, to)) {
      await lines.add(csv ? sampleRow(sample) : JSON.stringify(sampleBody(sample)));
    }
  }
  await lines.flush();
  if (lines.count === 0) complain(`halfopen: no ${options.what} are kept of what was asked for\n`);
  return 0;
}

/** A target that was never measured, since its name did not resolve, may have incidents all the same. */
function checkKnown(target: string, reader: OpenHistory["reader"]): void {
  const measured = new Set(reader.series().map(({ key }) => key.target));
  if (measured.has(target) || reader.incidents({ target, limit: 1 }).length > 0) return;
  const known = [...measured].toSorted();
  const more = known.length > mostNamed ? ` and ${known.length - mostNamed} more` : "";
  throw usageError(
    `there is no target ${JSON.stringify(target)} in this history`,
    `its targets: ${known.slice(0, mostNamed).join(", ") || "none yet"}${more}`,
  );
}

/** Lines on their way out: gathered, and never more than the reader takes. */
class Lines {
  readonly #out: Around["out"];
  #waiting: string[];
  count = 0;

  /** The head goes before the first line, and nowhere when there is none. */
  constructor(out: Around["out"], head: string | undefined) {
    this.#out = out;
    this.#waiting = head === undefined ? [] : [`${head}\n`];
  }

  async add(line: string): Promise<void> {
    this.count++;
    this.#waiting.push(`${line}\n`);
    if (this.#waiting.length >= linesAtOnce) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.count === 0 || this.#waiting.length === 0) return;
    const text = this.#waiting.join("");
    this.#waiting = [];
    await this.#out(text);
  }
}

const sampleBody = ({ vantage, sequence, key, sentAt, kind, rtt }: StoredSample) => ({
  vantage,
  sequence,
  target: key.target,
  ...key.endpoint,
  sentAt: formatInstant(sentAt),
  outcome: kind,
  ...(rtt !== undefined && { rttMs: rtt / 1e6 }),
});

const sampleHead = "sentAt,target,address,port,outcome,rttMs,vantage,boot,sequence";
const sampleRow = ({ vantage, sequence, key, sentAt, kind, rtt }: StoredSample): string =>
  [
    formatInstant(sentAt),
    key.target,
    key.endpoint.address,
    key.endpoint.port,
    kind,
    rtt === undefined ? "" : rtt / 1e6,
    vantage.name,
    vantage.boot,
    sequence,
  ]
    .map(cell)
    .join(",");

const incidentHead = "id,target,address,rule,openedAt,closedAt,summary,vantage";
const incidentRow = (incident: Incident): string =>
  [
    incident.id,
    incident.target,
    incident.endpoint?.address ?? "",
    incident.rule,
    new Date(incident.openedAt).toISOString(),
    incident.closedAt === undefined ? "" : new Date(incident.closedAt).toISOString(),
    incident.summary,
    incident.vantage,
  ]
    .map(cell)
    .join(",");

/** RFC 4180 §2. */
const cell = (value: string | number): string => {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const unitsBack: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Epoch milliseconds of a time as people write it. */
function timeOf(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ""] = /^-(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * unitsBack[unit]!;
  const time = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(time)) return time;
  throw usageError(
    `"${text}" is not a time`,
    "write 2026-01-31T12:00:00Z, epoch milliseconds, or -1h for an hour ago",
  );
}
