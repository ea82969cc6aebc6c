import type { Incident } from "../incident.ts";
import { openHistory, type StoredSample } from "../store/index.ts";
import { formatInstant } from "../units.ts";
import type { ExportOptions } from "./monitor-options.ts";
import { usageError } from "./usage-error.ts";

type Asked = { readonly data: string; readonly options: ExportOptions };
type Around = { readonly out: (text: string) => Promise<void> };

const linesAtOnce = 500;

/** `halfopen export`: prints what is kept, as fast as it is read. Works while the monitor runs. */
export async function exportHistory({ data, options }: Asked, { out }: Around): Promise<number> {
  const now = Date.now();
  const from = timeOf(options.from, now) ?? 0;
  const to = timeOf(options.to, now) ?? now + 60_000;
  using history = openHistory(data);
  const { reader } = history;
  const wanted = options.target === undefined ? undefined : new Set(options.target);
  const csv = options.format === "csv";
  const lines = new Lines(out);
  if (options.what === "incidents") {
    if (csv) await lines.add(incidentHead);
    const limit = 1_000_000;
    for (const incident of reader.incidents({ from, to, limit }).toReversed()) {
      if (wanted !== undefined && !wanted.has(incident.target)) continue;
      await lines.add(csv ? incidentRow(incident) : JSON.stringify(incident));
    }
  } else {
    if (csv) await lines.add(sampleHead);
    const series = reader.series().filter(({ key }) => wanted?.has(key.target) ?? true);
    for (const sample of reader.samples(series, from, to)) {
      await lines.add(csv ? sampleRow(sample) : JSON.stringify(sampleBody(sample)));
    }
  }
  await lines.flush();
  return 0;
}

/** Lines on their way out: gathered, and never more than the reader takes. */
class Lines {
  readonly #out: Around["out"];
  #waiting: string[] = [];

  constructor(out: Around["out"]) {
    this.#out = out;
  }

  async add(line: string): Promise<void> {
    this.#waiting.push(`${line}\n`);
    if (this.#waiting.length >= linesAtOnce) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
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
