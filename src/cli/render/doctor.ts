import type { Check, Verdict } from "../doctor/check.ts";
import type { DoctorReport } from "../doctor/examine.ts";
import type { LoopbackRun } from "../doctor/loopback.ts";
import { millisecondsFromNanoseconds, type Nanoseconds } from "../../units.ts";
import { plain, type Style } from "../style.ts";

/**
 * The report as one screen: a line or few for each check, a table of the self-probe, the verdict.
 * `columns`: what is longer is wrapped.
 */
export function doctorLines(
  { checks, loopback, works }: DoctorReport,
  style = plain,
  columns = Number.POSITIVE_INFINITY,
): string[] {
  return [
    ...checks.flatMap((check) => checkLines(check, style, columns)),
    ...(loopback.length === 0 ? [] : ["", ...table(loopback)]),
    "",
    conclusion(works, checks, style),
  ];
}

const looks: Readonly<Record<Verdict, keyof Style>> = {
  ok: "good",
  warning: "doubtful",
  failed: "bad",
  unknown: "faint",
};

const widths = { verdict: 9, name: 16 } as const;
const indent = " ".repeat(widths.verdict + widths.name);
const advice = "what to do:";

function checkLines({ name, verdict, seen, remedy }: Check, style: Style, columns: number) {
  const head =
    style[looks[verdict]](verdict.padEnd(widths.verdict)) +
    name.replaceAll("-", " ").padEnd(widths.name);
  const width = Math.max(30, columns - indent.length);
  const told = seen.flatMap((line) => wrapped(line, width));
  const advised = remedy === undefined ? [] : wrapped(`${advice} ${remedy}`, width);
  return [
    ...told.map((line, index) => (index === 0 ? head : indent) + line),
    ...advised.map((line) => indent + line.replace(advice, style.faint)),
  ];
}

/** Broken at spaces into lines of at most this width; a longer word has a line of its own. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** What each method measured, and by whose clock. */
const clocks = {
  syn: "kernel, both stamps",
  connect: "kernel, TCP_INFO",
  "net.connect": "event loop, to compare",
} as const;

function table(runs: readonly LoopbackRun[]): string[] {
  const head = ["over loopback", "clock", "sent", "lost", "min µs", "p50 µs", "p99 µs"];
  const rows = runs.map(({ method, family, sent, answered, rtt }) => [
    `${method}, IPv${family}`,
    clocks[method],
    String(sent),
    String(sent - answered),
    ...[rtt.min, rtt.p50, rtt.p99].map((delay) =>
      delay === undefined ? "-" : (delay / 1e3).toFixed(3),
    ),
  ]);
  const all = [head, ...rows];
  const across = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(across[column]!) : cell.padStart(across[column]!),
      )
      .join("  "),
  );
}

const conclusions = {
  syn: { look: "good", text: "syn works here" },
  connect: { look: "doubtful", text: "only connect works here" },
  none: { look: "bad", text: "neither syn nor connect works here" },
} as const;

function conclusion(works: DoctorReport["works"], checks: readonly Check[], style: Style): string {
  const { look, text } = conclusions[works];
  const amiss = (["failed", "warning", "unknown"] as const)
    .map((verdict) => ({ verdict, count: checks.filter((one) => one.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`);
  return style[look](text) + (amiss.length === 0 ? ", and all is well" : ` (${amiss.join(", ")})`);
}

/** The report as one JSON object. Times are milliseconds; what does not apply is absent. */
export function doctorJson({ works, checks, loopback }: DoctorReport): string {
  return JSON.stringify({
    event: "doctor",
    works,
    checks: checks.map(({ name, verdict, seen, remedy }) => ({ name, verdict, seen, remedy })),
    loopback: loopback.map(({ method, family, sent, answered, rtt, resetsSent }) => ({
      method,
      family,
      sent,
      lost: sent - answered,
      minMs: inMilliseconds(rtt.min),
      p50Ms: inMilliseconds(rtt.p50),
      p99Ms: inMilliseconds(rtt.p99),
      resetsSent,
    })),
  });
}

const inMilliseconds = (delay: Nanoseconds | undefined): number | undefined =>
  delay === undefined ? undefined : millisecondsFromNanoseconds(delay);
