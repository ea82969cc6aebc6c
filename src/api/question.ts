import type { z } from "@hono/zod-openapi";

type Refused = {
  /** What was asked: the query, or a body. It is always there, though the library's type leaves it out. */
  readonly data?: unknown;
  readonly error: Pick<z.core.$ZodError, "issues">;
};

/**
 * What is wrong with a question, in one sentence: which parameter, what was expected, what stands there.
 * What was expected is said in the schema.
 */
export const whatIsWrong = ({ data, error }: Refused): string =>
  error.issues.map((issue) => sentenceOf(issue, data)).join("; ");

function sentenceOf({ code, path, message }: z.core.$ZodIssue, data: unknown): string {
  const [name] = path;
  if (name === undefined) {
    // Of values that do not go together, or of a body that is something else altogether.
    return code === "custom"
      ? message
      : `the body: ${message}, got ${Array.isArray(data) ? "a list" : shown(data)}`;
  }
  const value = (data as Readonly<Record<PropertyKey, unknown>>)[name];
  return value === undefined
    ? `${String(name)} is missing: ${message}`
    : `${String(name)}: ${message}, got ${shown(value)}`;
}

const longest = 60;

function shown(value: unknown): string {
  if (Array.isArray(value)) return `${value.length} of them`;
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 3)}…"` : text;
}
