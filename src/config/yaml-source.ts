import { readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { reasonOf } from "../errors.ts";
import type { Place } from "./config.ts";
import { nearest, Problem } from "./problem.ts";
import { shown } from "./schema.ts";

/** More than anybody writes by hand or by script; less than what would hold up the daemon. */
const largest = 16 * 2 ** 20;

type Path = readonly PropertyKey[];

/** One file of a configuration: its values, and where each of them stands. */
export class YamlSource {
  readonly file: string;
  readonly #document: Document | undefined;
  readonly #lines = new LineCounter();
  readonly problems: Problem[] = [];
  readonly value: unknown;

  constructor(file: string) {
    this.file = file;
    const text = this.#read();
    if (text === undefined) return;
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    for (const { pos, message } of this.#document.errors) {
      this.problems.push(new Problem(this.#at(pos[0]), message.split("\n")[0]!));
    }
    if (this.problems.length > 0) return;
    try {
      this.value = this.#document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      this.problems.push(new Problem(this.placeOf([]), (error as Error).message));
    }
  }

  /** Where the value at a path stands, or the nearest thing around it that is there. */
  placeOf(path: Path): Place {
    for (let length = path.length; length > 0; length--) {
      const node = this.#document?.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return this.#at(node.range[0]);
    }
    return this.#at(0);
  }

  /** The value at a path as the schema has it; undefined, and problems, when it is not that. */
  as<Schema extends z.ZodType>(schema: Schema, path: Path = []): z.infer<Schema> | undefined {
    const parsed = schema.safeParse(valueAt(this.value, path), { error: tellKnownKeys });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) this.#tell(issue, [...path, ...issue.path]);
    return undefined;
  }

  /** Each item of the list at a path as the schema has it; undefined, and problems, for one that is not that. */
  items<Item extends z.ZodType>(item: Item, path: Path = []): (z.infer<Item> | undefined)[] {
    const list = valueAt(this.value, path);
    if (Array.isArray(list)) return list.map((_, index) => this.as(item, [...path, index]));
    this.as(z.array(z.unknown()), path);
    return [];
  }

  #tell(issue: z.core.$ZodIssue, path: Path): void {
    if (issue.code === "invalid_union") {
      const branch = likeliest(issue.errors);
      if (branch !== undefined) {
        for (const inner of branch) this.#tell(inner, [...path, ...inner.path]);
        return;
      }
    }
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) this.#tellUnknown(key, path, issue);
      return;
    }
    const what = path.length === 0 ? "" : `${nameOf(path)}: `;
    this.problems.push(new Problem(this.placeOf(path), `${what}${this.#sentence(issue, path)}`));
  }

  #sentence(issue: z.core.$ZodIssue, path: Path): string {
    const value = valueAt(this.value, path);
    if (value === undefined) return "is missing";
    if (issue.code === "invalid_type")
      return `expected ${kinds[issue.expected] ?? issue.expected}, got ${shown(value)}`;
    if (issue.code === "invalid_value") {
      const near = typeof value === "string" ? nearest(value, issue.values.map(String)) : undefined;
      const meant = near === undefined ? "" : `; did you mean ${near}?`;
      return `expected ${issue.values.join(" or ")}, got ${shown(value)}${meant}`;
    }
    if (issue.code === "too_small") return `must not be empty`;
    if (issue.code === "invalid_union") return `cannot be ${shown(value)}`;
    return issue.message;
  }

  #tellUnknown(key: string, path: Path, issue: z.core.$ZodIssueUnrecognizedKeys): void {
    const map = path.length === 0 ? this.#document?.contents : this.#document?.getIn(path, true);
    const pair = isMap(map)
      ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    const range = isScalar(pair?.key) ? pair.key.range : undefined;
    const known = issue.message.split(" ");
    const near = nearest(key, known);
    const meant = near === undefined ? `known are ${known.join(", ")}` : `did you mean ${near}?`;
    const whole = nameOf([...path, key]);
    const place = range ? this.#at(range[0]) : this.placeOf(path);
    this.problems.push(new Problem(place, `${whole}: there is no such key; ${meant}`));
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { file: shortName(this.file), line: Math.max(1, line), column: Math.max(1, col) };
  }

  #read(): string | undefined {
    const refuse = (why: string) => void this.problems.push(new Problem(this.#at(0), why));
    try {
      const facts = statSync(this.file);
      if (facts.isDirectory()) return refuse("is a directory: name a file");
      if (facts.size > largest) return refuse("is larger than 16 MiB");
      const octets = readFileSync(this.file);
      const text = new TextDecoder("utf-8", { fatal: true }).decode(octets);
      if (text.includes("\0")) return refuse("is not a text file");
      return text;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") return refuse("there is no such file");
      if (code === "ERR_ENCODING_INVALID_ENCODED_DATA")
        return refuse("is not a text file in UTF-8");
      return refuse(`cannot be read (${reasonOf(error)})`);
    }
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  object: "a mapping",
  record: "a mapping",
  array: "a list",
  boolean: "true or false",
};

/** As short as it can be told from where the reader stands. */
function shortName(file: string): string {
  const near = relative(process.cwd(), file);
  return near === "" || near.startsWith("..") ? file : near;
}

/** Of the ways in which a value could have been right, the one that it comes nearest to. */
const likeliest = (branches: readonly Issues[]): Issues | undefined =>
  branches
    .filter((issues) => !issues.some(isOfWrongKind))
    .toSorted((one, other) => distance(one) - distance(other))[0];

type Issues = readonly z.core.$ZodIssue[];

const isOfWrongKind = ({ path, code }: z.core.$ZodIssue): boolean =>
  path.length === 0 && (code === "invalid_type" || code === "invalid_value");

const distance = (issues: Issues): number =>
  issues.filter(({ code }) => code === "unrecognized_keys").length * 10 + issues.length;

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );

/** `targets[2].interval` */
export const nameOf = (path: Path): string =>
  path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : `${at > 0 ? "." : ""}${String(key)}`))
    .join("");

/** What zod keeps to itself: the keys that there are, as the text of the issue. */
const tellKnownKeys: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== "unrecognized_keys") return undefined;
  const { def } = issue.inst as unknown as { def: { shape: object } };
  return Object.keys(def.shape).join(" ");
};
