import type { Language } from "./i18n/language.ts";

/** A delay with three significant digits: `34 µs`, `1.25 ms`, `1.04 s`. */
export function delay(milliseconds: number | undefined, locale: Language): string {
  if (milliseconds === undefined) return "–";
  const [value, unit] =
    milliseconds < 1
      ? [milliseconds * 1000, "µs"]
      : milliseconds < 1000
        ? [milliseconds, "ms"]
        : [milliseconds / 1000, "s"];
  return `${new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(value)} ${unit}`;
}

/** A share as a percentage; never 0 % for what is not nothing, never 100 % for what is not all. */
export function percent(share: number | undefined, locale: Language): string {
  if (share === undefined) return "–";
  const digits = share > 0 && share < 0.1 ? 2 : share === 0 || share === 1 ? 0 : 1;
  const rounded = Math.min(share === 1 ? 1 : 0.999, share === 0 ? 0 : Math.max(0.0001, share));
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(
    rounded,
  );
}

export const count = (value: number, locale: Language): string =>
  new Intl.NumberFormat(locale).format(value);
