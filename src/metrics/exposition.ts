import { type FamilyName, families } from "./families.ts";

export type LabelSet = Readonly<Record<string, string | number>>;

/** What comes before the samples of a family in the text format 0.0.4 of Prometheus. */
export function heading(name: FamilyName): string {
  const [type, help] = families[name];
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

/** One sample; `labels` as `labelText` writes them. */
export const sample = (name: FamilyName, labels: string, value: number, suffix = ""): string =>
  labels === ""
    ? `${name}${suffix} ${numberText(value)}\n`
    : `${name}${suffix}{${labels}} ${numberText(value)}\n`;

export const labelText = (labels: LabelSet): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(",");

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

export const numberText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
