import { numberFormat } from "./i18n/formats.ts";

/** A delay with three significant digits: `840 µs`, `1.25 ms`, `1.04 s`; a dash where there is none. */
export function delay(milliseconds: number | undefined, locale: string): string {
  if (milliseconds === undefined) return "–";
  const [value, unit] =
    milliseconds < 0.9995
      ? [milliseconds * 1000, "µs"]
      : milliseconds < 999.5
        ? [milliseconds, "ms"]
        : [milliseconds / 1000, "s"];
  // A space that does not break: the unit stays with its number.
  return `${numberFormat(locale, { maximumSignificantDigits: 3 }).format(value)}\u00a0${unit}`;
}

/** A share as a percentage; never 0 % for what is not nothing, never 100 % for what is not all. */
export function percent(share: number | undefined, locale: string): string {
  if (share === undefined) return "–";
  const digits = share > 0 && share < 0.1 ? 2 : share === 0 || share === 1 ? 0 : 1;
  const rounded = Math.min(share === 1 ? 1 : 0.999, share === 0 ? 0 : Math.max(0.0001, share));
  return numberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(rounded);
}

export const count = (value: number, locale: string): string => numberFormat(locale).format(value);
