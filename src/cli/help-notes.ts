import type { CommandSpec, Example } from "./commands.ts";

/** What --help says below the options: how values are written, the exit codes, examples. */
export function helpNotes({ notes, exits, examples }: CommandSpec): string {
  const codes = exits.map(({ code, when }) => `  ${code}  ${when}`);
  const lines = examples.map((example) => `  ${exampleLine(example, columnOf(examples))}`);
  return [
    ...(notes === undefined ? [] : ["", notes]),
    "",
    "Exit code:",
    ...codes,
    "",
    "Examples:",
    ...lines,
  ].join("\n");
}

const exampleLine = ({ line, what }: Example, column: number): string =>
  what === undefined ? line : `${line.padEnd(column)}    ${what}`;

/** Where the explanations begin: after the longest line that has one. */
const columnOf = (examples: readonly Example[]): number =>
  Math.max(0, ...examples.map(({ line, what }) => (what === undefined ? 0 : line.length)));
