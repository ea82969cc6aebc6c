/** Formatters are dear to make and cheap to use: each is made once. */
const made = new Map<string, unknown>();

function once<Format, Options>(
  kind: string,
  locale: string,
  options: Options,
  make: (locale: string, options: Options) => Format,
): Format {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  const known = made.get(key) as Format | undefined;
  if (known !== undefined) return known;
  const format = make(locale, options);
  made.set(key, format);
  return format;
}

export const numberFormat = (
  locale: string,
  options: Intl.NumberFormatOptions = {},
): Intl.NumberFormat => once("number", locale, options, (...how) => new Intl.NumberFormat(...how));

export const timeFormat = (
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat =>
  once("time", locale, options, (...how) => new Intl.DateTimeFormat(...how));

export const agoFormat = (locale: string): Intl.RelativeTimeFormat =>
  once(
    "ago",
    locale,
    { style: "short", numeric: "always" } as const,
    (...how) => new Intl.RelativeTimeFormat(...how),
  );
