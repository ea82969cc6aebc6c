import { useEffect, useMemo, useState } from "preact/hooks";
import { agoFormat, numberFormat, timeFormat } from "./i18n/formats.ts";
import { type Language, useLanguage } from "./i18n/language.ts";
import { settings } from "./settings.ts";
import { useValue } from "./value.ts";

/** How to write times: as a language does, in a time zone. */
export type TimeStyle = { readonly locale: Language; readonly timeZone: string };

/** The style in force. */
export function useTimeStyle(): TimeStyle {
  const { zone } = useValue(settings);
  const locale = useLanguage();
  return useMemo(
    () => ({ locale, timeZone: zone === "system" ? viewersZone() : zone }),
    [locale, zone],
  );
}

export const viewersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Date and time to the second. */
export const dateTime = (at: number, { locale, timeZone }: TimeStyle): string =>
  timeFormat(locale, {
    timeZone,
    dateStyle: "medium",
    timeStyle: "medium",
    hourCycle: "h23",
  }).format(at);

/** The date alone. */
export const date = (at: number, { locale, timeZone }: TimeStyle): string =>
  timeFormat(locale, { timeZone, dateStyle: "medium" }).format(at);

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** How long something took or takes, in its two largest units: `3 days 4 hr`, `3 日 4 時間`. */
export function duration(milliseconds: number, locale: Language): string {
  let rest = Math.max(0, milliseconds);
  const parts: string[] = [];
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (parts.length < 2 && (count > 0 || (unit === "second" && parts.length === 0)))
      parts.push(numberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(count));
    else if (parts.length > 0) break;
  }
  return parts.join(" ");
}

/** How long ago that was, in one unit: `4 min. ago`, `4 分前`. */
export function ago(at: number, now: number, locale: Language): string {
  const passed = Math.max(0, now - at);
  const [unit, length] = units.find(([, one]) => passed >= one) ?? units[3];
  return agoFormat(locale).format(-Math.floor(passed / length), unit);
}

/** The time now, anew every `every` milliseconds. */
export function useNow(every = 1000): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
