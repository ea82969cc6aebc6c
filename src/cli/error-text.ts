import { HalfopenError } from "../errors.ts";

/**
 * An error as standard error shows it: one sentence, and below it what to do. Never a stack trace.
 */
export function errorText(error: unknown): string {
  if (!(error instanceof HalfopenError)) {
    const message = error instanceof Error ? error.message : String(error);
    return `halfopen: unexpected failure: ${message}\n`;
  }
  const remedy = error.remedy === undefined ? "" : `  ${error.remedy}\n`;
  return `halfopen: ${error.message}\n${remedy}`;
}
