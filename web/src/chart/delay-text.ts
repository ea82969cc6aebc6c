/** A delay for people, three digits of it: 840 µs, 11.4 ms, 1.2 s. */
export function delayText(ms: number, locale: string): string {
  const [value, unit] =
    ms < 0.9995 ? [ms * 1000, "µs"] : ms < 999.5 ? [ms, "ms"] : [ms / 1000, "s"];
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(value);
  // A space that does not break: the unit stays with its number.
  return `${number}\u00a0${unit}`;
}

/** A share for people: 0 %, 0.003 %, 12 %. */
export function shareText(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "percent",
    maximumSignificantDigits: share < 0.1 ? 2 : 3,
  }).format(share);
}
