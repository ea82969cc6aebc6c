import { type FamilyName, families } from "./families.ts";

export type LabelSet = Readonly<Record<string, string | number>>;

/** Writes the text format 0.0.4 of Prometheus: families in the order in which they are first written to. */
export class Exposition {
  readonly #lines = new Map<FamilyName, string[]>();

  /** `labels` as `labelText` writes them. */
  sample(name: FamilyName, labels: string, value: number, suffix = ""): void {
    let lines = this.#lines.get(name);
    if (lines === undefined) this.#lines.set(name, (lines = []));
    lines.push(`${name}${suffix}${labels === "" ? "" : `{${labels}}`} ${numberText(value)}\n`);
  }

  text(): string {
    const parts: string[] = [];
    for (const [name, lines] of this.#lines) {
      const [type, help] = families[name];
      parts.push(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, ...lines);
    }
    return parts.join("");
  }
}

export const labelText = (labels: LabelSet): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(",");

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

export const numberText = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
