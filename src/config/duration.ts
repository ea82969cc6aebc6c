import type { Milliseconds } from "../units.ts";

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** Milliseconds of a duration as people write it: `150ms`, `5s`, `1h30m`, `90d`, `5y` (of 365 days). */
export function parseDuration(text: string): Milliseconds | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w|y))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)) {
    total += Number(number) * units[unit!]!;
  }
  return total as Milliseconds;
}

/** The shortest way to write it, in at most two units: `1h30m`, `5s`, `90d`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(milliseconds);
  const parts: string[] = [];
  for (const [unit, size] of Object.entries(units).toReversed()) {
    if (unit === "w" || rest < size || parts.length === 2) continue;
    parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  return parts.join("") || "0s";
}
