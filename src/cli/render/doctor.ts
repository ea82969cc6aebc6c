import type { Check, Verdict } from "../doctor/check.ts";
import type { DoctorReport } from "../doctor/examine.ts";
import type { LoopbackRun } from "../doctor/loopback.ts";
import { millisecondsFromNanoseconds, type Nanoseconds } from "../../units.ts";
import { plain, type Style } from "../style.ts";
import { formatDelay } from "./delay.ts";

/** The report as one screen: a line or few for each check, a table of the self-probe, the verdict. */
export function doctorLines({ checks, loopback, works }: DoctorReport, style = plain): string[] {
  return [
    ...checks.flatMap((check) => checkLines(check, style)),
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

const columns = { verdict: 9, name: 16 } as const;
const indent = " ".repeat(columns.verdict + columns.name);

function checkLines({ name, verdict, seen, remedy }: Check, style: Style): string[] {
  const head =
    style[looks[verdict]](verdict.padEnd(columns.verdict)) +
    name.replaceAll("-", " ").padEnd(columns.name);
  return [
    ...seen.map((line, index) => (index === 0 ? head : indent) + line),
    ...(remedy === undefined ? [] : [`${indent}${style.faint("what to do:")} ${remedy}`]),
  ];
}

/** What each method measured, and by whose clock. */
const clocks = {
  syn: "kernel, both stamps",
  connect: "kernel, TCP_INFO",
  "net.connect": "event loop, to compare",
} as const;

function table(runs: readonly LoopbackRun[]): string[] {
  const head = ["over loopback", "clock", "sent", "lost", "min", "p50", "p99"];
  const rows = runs.map(({ method, family, sent, answered, rtt }) => [
    `${method}, IPv${family}`,
    clocks[method],
    String(sent),
    String(sent - answered),
    ...[rtt.min, rtt.p50, rtt.p99].map((delay) => (delay === undefined ? "-" : formatDelay(delay))),
  ]);
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) =>
    row
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
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
