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

/** The end of the sample of a bucket that holds what is at most `bound`, up to its count. */
export const edgeOf = (bound: number): string => `le="${numberText(bound)}"} `;

/**
 * All samples of a histogram; `edges` as `edgeOf` writes them, the last one infinite; `counts` of each bucket
 * alone. HOT: of few parts, since every step of putting them together leaves a string behind.
 */
export function histogram(
  name: FamilyName,
  labels: string,
  edges: readonly string[],
  counts: ArrayLike<number>,
  sum: number,
): string {
  const before = labels === "" ? `${name}_bucket{` : `${name}_bucket{${labels},`;
  let [text, count] = ["", 0];
  for (let index = 0; index < edges.length; index++) {
    count += counts[index]!;
    text += `${before}${edges[index]!}${count}\n`;
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
