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

/** The label of a bucket that holds what is at most `bound`. */
export const edgeOf = (bound: number): string => `le="${numberText(bound)}"`;

/** All samples of a histogram; `edges` as `edgeOf` writes them, the last one infinite; `counts` of each bucket alone. */
export function histogram(
  name: FamilyName,
  labels: string,
  edges: readonly string[],
  counts: ArrayLike<number>,
  sum: number,
): string {
  const before = labels === "" ? "" : `${labels},`;
  let [text, count] = ["", 0];
  for (const [index, edge] of edges.entries()) {
    count += counts[index]!;
    text += sample(name, before + edge, count, "_bucket");
  }
  return text + sample(name, labels, sum, "_sum") + sample(name, labels, count, "_count");
}

export const labelText = (labels: LabelSet): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(",");

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

const numberText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
